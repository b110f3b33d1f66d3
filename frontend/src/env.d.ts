/// <reference types="vite/client" />
declare module "fangxian:tokens.css";
