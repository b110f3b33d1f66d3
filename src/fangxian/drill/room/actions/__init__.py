"""The commands of a control room."""

from fangxian.drill.room.actions.acknowledge import acknowledge
from fangxian.drill.room.actions.answer_question import answer_question
from fangxian.drill.room.actions.ask_question import ask_question
from fangxian.drill.room.actions.deliver_inject import deliver_inject
from fangxian.drill.room.actions.end_fault import end_fault
from fangxian.drill.room.actions.hand_back import hand_back
from fangxian.drill.room.actions.observe import observe
from fangxian.drill.room.actions.open_room import open_room
from fangxian.drill.room.actions.resume_room import resume_room
from fangxian.drill.room.actions.say import say
from fangxian.drill.room.actions.score_answer import score_answer
from fangxian.drill.room.actions.set_pace import set_pace
from fangxian.drill.room.actions.stop_room import stop_room
from fangxian.drill.room.actions.take_post import take_post
from fangxian.drill.room.actions.withdraw_inject import withdraw_inject
from fangxian.drill.room.actions.write_inject import write_inject

__all__ = [
    "acknowledge",
    "answer_question",
    "ask_question",
    "deliver_inject",
    "end_fault",
    "hand_back",
    "observe",
    "open_room",
    "resume_room",
    "say",
    "score_answer",
    "set_pace",
    "stop_room",
    "take_post",
    "withdraw_inject",
    "write_inject",
]
