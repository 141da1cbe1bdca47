"""The events of one call, from the first ring to the summary, as Quo's 2026-03-30 webhooks tell them."""
from .envelopes import AGENT, MOBILES, USER_IDS, digest
from .notation import USERS


class Call:
    """Writes one call's deliveries; seconds count from the first ring."""

    def __init__(self, book, place, words, user, clock):
        self.book, self.place, self.clock = book, place, clock
        self.id, self.deliveries = book.activity(), []
        self.direction = "incoming" if words[0] == "in" else "outgoing"
        self.owner = USER_IDS[place["line"]["owner"]]
        self.emit("call.ringing", {"id": self.id, "direction": self.direction, "createdAt": self.t(0), "updatedAt": self.t(0)}, 0, bare=True)
        how, rest = words[1], words[2:]
        if how.startswith("rec="):
            self.recorded(how[4:], user)
        elif how == "answered":
            self.answered(USERS[rest[0]], seconds(rest[1]))
        elif how == "missed":
            self.missed(22)
        elif how == "vm" and self.direction == "incoming":
            self.voicemail(rest[0])
        elif how == "vm":
            self.answered(None, seconds(rest[1]), by=USERS[rest[0]])
        elif how == "noanswer":
            self.completed("unanswered", None, 31)
        elif how == "abandoned":
            self.completed("abandoned", None, 6)
        elif how == "menu":
            self.menu(rest)
        elif how == "ai":
            self.agent(rest[0])
        elif how == "forwarded":
            self.forwarded(USERS[rest[0]], seconds(rest[1]))
        else:
            raise SystemExit(f"no such call: {words}")

    def t(self, at):
        return ("moment", at)

    def emit(self, kind, resource, at, bare=False, user=None):
        """One delivery `at` seconds after the ring; its other times are told relative to it."""
        told = {k: f"{{{{t-{at - v[1]:.2f}}}}}" if isinstance(v, tuple) else v for k, v in resource.items()}
        if "recordings" in told:
            told["recordings"] = [{**r, "startTime": f"{{{{t-{at - r['startTime'][1]:.2f}}}}}"} for r in told["recordings"]]
        whole = self.book.context(self.place, user or self.owner)
        context = {k: whole[k] for k in ("orgId", "phoneNumberId", "conversationId")}
        if not bare:
            context["phoneNumberType"] = "shared"
        context["userId"] = whole["userId"]
        if not bare:
            context["contacts"] = whole["contacts"]
        context["participants"] = {"workspace": [self.place["line"]["phoneNumber"]], "external": self.place["numbers"], "resolution": "available"}
        body = self.book.envelope(kind, told, context, self.place, self.id)
        self.deliveries.append({"when": self.clock.at(at), "body": body})

    def completed(self, status, answered, ended, voicemail=False, user=None):
        self.emit("call.completed", {
            "id": self.id, "direction": self.direction, "status": status, "createdAt": self.t(0),
            "answeredAt": None if answered is None else self.t(answered), "completedAt": self.t(ended), "updatedAt": self.t(ended),
            "duration": None if answered is None else round(ended - answered), "hasVoicemail": voicemail}, ended, user=user)

    def answered(self, who, length, by=None, ring=8):
        self.emit("call.answered", {
            "id": self.id, "direction": self.direction, "createdAt": self.t(0), "answeredAt": self.t(ring),
            "answeredByUserId": USER_IDS[who] if who and self.direction == "incoming" else None, "updatedAt": self.t(ring)}, ring,
            user=USER_IDS.get(who or by))
        self.completed("answered", ring, ring + length, user=USER_IDS.get(who or by))

    def missed(self, rang):
        self.emit("call.missed", {"id": self.id, "createdAt": self.t(0), "updatedAt": self.t(rang)}, rang)
        self.completed("unanswered", None, rang + 0.4)

    def voicemail(self, name):
        length = self.book.spoken[name]["seconds"]
        self.emit("call.missed", {"id": self.id, "createdAt": self.t(0), "updatedAt": self.t(24)}, 24)
        ended = 24 + 6 + length
        self.completed("unanswered", None, ended, voicemail=True)
        said = " ".join(s["content"] for s in self.book.spoken[name]["sentences"])
        self.emit("call.voicemail.completed", {
            "id": self.book.activity(), "voicemailId": digest("VMx", self.id, 10), "callId": self.id, "direction": "incoming",
            "duration": round(length), "from": self.place["numbers"][0], "to": self.place["line"]["phoneNumber"], "transcript": said,
            "recordingUrl": f"{{{{media}}}}/{name}.mp3", "createdAt": self.t(ended), "updatedAt": self.t(ended + 9)}, ended + 9)

    def menu(self, rest):
        left = rest[0] == "timeout"
        self.emit("call.menu.selected", {
            "id": self.id, "createdAt": self.t(0), "updatedAt": self.t(14), "phoneMenuSelection": None if left else rest[0],
            "phoneMenuSelectionName": None if left else rest[1],
            "statusReason": "phone-menu-abandoned" if left else "phone-menu-dial"}, 14)
        if left:
            self.completed("abandoned", None, 16)
        else:
            self.answered(USERS[rest[3]], seconds(rest[4]), ring=21)

    def forwarded(self, who, length):
        self.emit("call.forwarded", {
            "id": self.id, "createdAt": self.t(0), "updatedAt": self.t(15), "forwardedFrom": self.place["line"]["phoneNumber"],
            "forwardedTo": MOBILES[who]}, 15)
        self.completed("forwarded", None, 15 + length)

    def recorded(self, name, user):
        scene, heard = self.book.scenes[name], self.book.spoken[name]
        by = USER_IDS[scene.voices["T"]]
        ring, ended = 9, 9 + heard["seconds"]
        self.emit("call.answered", {
            "id": self.id, "direction": self.direction, "createdAt": self.t(0), "answeredAt": self.t(ring),
            "answeredByUserId": by if self.direction == "incoming" else None, "updatedAt": self.t(ring)}, ring, user=by)
        self.completed("answered", ring, ended, user=by)
        self.heard(name, scene, heard, ring, ended, by, agent=False)

    def agent(self, name):
        scene, heard = self.book.scenes[name], self.book.spoken[name]
        ring, ended = 3, 3 + heard["seconds"]
        self.completed("ai-handled", ring, ended, user=AGENT)
        self.heard(name, scene, heard, ring, ended, AGENT, agent=True)

    def heard(self, name, scene, heard, ring, ended, by, agent):
        """Recording, transcript and summary, each some time after the call, as Quo makes them."""
        outside = self.place["numbers"][0]
        self.emit("call.recording.completed", {
            "id": self.id, "direction": self.direction, "createdAt": self.t(0), "answeredAt": self.t(ring),
            "completedAt": self.t(ended), "updatedAt": self.t(ended), "duration": round(ended - ring),
            "recordings": [{"id": digest("REx", self.id, 10), "duration": round(heard["seconds"]), "startTime": self.t(ring),
                            "type": "audio/mpeg", "url": f"{{{{media}}}}/{name}.mp3"}]}, ended + 4, user=by)
        dialogue = [{"userId": None if s["letter"] == "C" else by, "identifier": outside if s["letter"] == "C" else None,
                     "content": s["content"], "start": s["start"], "end": s["end"]} for s in heard["sentences"]]
        self.emit("call.transcript.completed", {
            "callId": self.id, "createdAt": self.t(ended + 11), "duration": heard["seconds"], "processingStatus": "completed",
            "dialogue": dialogue}, ended + 11, user=by)
        jobs = [{"icon": "✍️", "name": "Message taking", "result": {"data": [
            {"name": k, "value": {"no": False, "yes": True}.get(v, int(v) if v.isdigit() else v)} for k, v in scene.jobs]}}] if scene.jobs else []
        self.emit("call.summary.completed", {
            "callId": self.id, "processingStatus": "completed", "summary": scene.summary, "nextSteps": scene.steps,
            "fromPhoneNumber": outside if self.direction == "incoming" else self.place["line"]["phoneNumber"],
            "handledByAiAgent": agent, "answeredByUserId": None if agent or self.direction == "outgoing" else by, "jobs": jobs}, ended + 16, user=by)


def seconds(clock):
    minutes, secs = clock.split(":")
    return int(minutes) * 60 + int(secs)
