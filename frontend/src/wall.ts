/** The command screen's own styles; its islands come with every page's script. */
import "./styles/wall.css";
