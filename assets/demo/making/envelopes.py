"""Quo's 2026-03-30 envelopes for the demo: the field names and shapes of tests/fixtures/webhooks/2026-03-30.

Ids are made from the place in the script, so the same script gives the same file; a conversation's from its line and
numbers (src-tauri/demo/envelope.rs makes the same). Message and call ids carry an x after
AC as the samples do: the real shape is that of an account key elsewhere, and scanners stop commits for it.
"""
import hashlib

ORGANIZATION = {"id": "ORLkVw7Rf2", "name": "Lakeview Roofing (sample data)"}
TEAM = [
    {"id": "USdana4Kd9Zp", "key": "dana", "firstName": "Dana", "lastName": "Whitlock", "email": "dana@lakeviewroofing.example", "role": "owner"},
    {"id": "USsam8Wn3YhB", "key": "sam", "firstName": "Sam", "lastName": "Okafor", "email": "sam@lakeviewroofing.example", "role": "admin"},
    {"id": "USray2Qv6LtM", "key": "ray", "firstName": "Ray", "lastName": "Kowalski", "email": "ray@lakeviewroofing.example", "role": "member"},
    {"id": "USpriya5Hc1X", "key": "priya", "firstName": "Priya", "lastName": "Nair", "email": "priya@lakeviewroofing.example", "role": "member"},
]
LINES = [
    {"id": "PNmain7Lw2Xk", "key": "main", "phoneNumber": "+13125550142", "name": "Main office", "symbol": "🏠", "owner": "dana"},
    {"id": "PNsale3Gd8Rv", "key": "sales", "phoneNumber": "+13125550117", "name": "Sales", "symbol": "📐", "owner": "sam"},
    {"id": "PNemrg9Tb5Qc", "key": "emergency", "phoneNumber": "+13125550199", "name": "Emergencies", "symbol": "🚨", "owner": "ray"},
]
AGENT = "SYUsona2Ab7Q"
MOBILES = {"ray": "+16305550190", "sam": "+16305550191"}
USER_IDS = {u["key"]: u["id"] for u in TEAM}


def digest(prefix, seed, length=32):
    return prefix + hashlib.sha256(f"lakeview {prefix} {seed}".encode()).hexdigest()[:length]


def contact_id(person):
    return digest("", person.key, 24)


def contact(person):
    """The delivery by which a person enters the address book."""
    fields = []
    if person.address:
        fields.append({"name": "Address", "key": "address", "id": "cf1", "type": "address", "value": person.address})
    fields.append({"name": "Lead source", "key": "lead-source", "id": "cf2", "type": "string", "value": person.source})
    resource = {
        "id": contact_id(person), "firstName": person.first, "lastName": person.last, "company": person.company or None,
        "role": person.role or None, "location": None, "source": "sample-data", "externalId": None,
        "emails": [{"value": person.email, "type": "email"}] if person.email else [],
        "phoneNumbers": [{"value": n, "type": "phone-number"} for n in person.numbers],
        "customFields": fields, "createdAt": "{{t}}", "updatedAt": "{{t}}",
    }
    body = {"apiVersion": "2026-03-30", "createdAt": "{{t}}", "type": "contact.updated", "data": {
        "resource": resource,
        "context": {"orgId": ORGANIZATION["id"], "userId": USER_IDS["dana"], "sharedWithIds": [ORGANIZATION["id"]]},
        "links": {"quo": f"https://my.quo.com/contacts/{resource['id']}"}}}
    # Before the day's first text: whoever is new that day is in the book when the text comes.
    minute = int(hashlib.sha256(person.key.encode()).hexdigest()[:2], 16)
    return {"when": {"day": person.day, "ms": 6 * 3_600_000 + minute * 700}, "body": body}


class Book:
    """Knows who is who, and turns what happened into deliveries."""

    def __init__(self, people, spoken, scenes):
        self.people, self.spoken, self.scenes = people, spoken, scenes
        self.owners = {number: p for p in people.values() for number in p.numbers}
        self.counter = 0

    def place(self, who, line):
        """A conversation: its line, its outside numbers, its id."""
        line = next(l for l in LINES if l["key"] == line)
        numbers = [self.number(w) for w in who]
        return {"line": line, "numbers": numbers, "id": digest("CN", " ".join([line["id"], *sorted(numbers)])), "keys": who}

    def number(self, who):
        key, _, alt = who.partition("/")
        if key in self.people:
            numbers = self.people[key].numbers
            return numbers[1 if alt else 0]
        return key

    def activity(self):
        self.counter += 1
        return digest("ACx", str(self.counter), 31)

    def context(self, place, user):
        ids = sorted({contact_id(self.owners[n]) for n in place["numbers"] if n in self.owners})
        return {"orgId": ORGANIZATION["id"], "phoneNumberId": place["line"]["id"], "conversationId": place["id"], "userId": user,
                "contacts": {"ids": ids, "lookupStatus": "matched" if ids else "none"}}

    def envelope(self, kind, resource, context, place, activity):
        link = f"https://my.quo.com/inbox/{place['line']['id']}/c/{place['id']}?at={activity}"
        return {"apiVersion": "2026-03-30", "createdAt": "{{t}}", "type": kind,
                "data": {"resource": resource, "context": context, "links": {"quo": link}}}

    def received(self, place, name, text, media, clock):
        sender = self.number(name) if name else place["numbers"][0]
        others = [n for n in place["numbers"] if n != sender]
        activity = self.activity()
        resource = {"id": activity, "direction": "incoming", "text": text, "media": media, "status": "received", "createdAt": "{{t}}"}
        context = self.context(place, USER_IDS[place["line"]["owner"]])
        context |= {"senderIdentifier": sender, "recipientIdentifiers": [place["line"]["phoneNumber"], *others]}
        return {"when": clock.at(0), "body": self.envelope("message.received", resource, context, place, activity)}

    def sent(self, place, user, text, media, code, failed, clock):
        activity = self.activity()
        wait = 1.4 + int(activity[3:5], 16) / 40
        status = "failed" if failed else "delivered"
        resource = {"id": activity, "direction": "outgoing", "text": text, "media": media, "status": status, "createdAt": f"{{{{t-{wait:.2f}}}}}"}
        if failed:
            del resource["media"]
            resource["errorCode"] = code or None
        context = self.context(place, USER_IDS[user])
        context |= {"senderIdentifier": place["line"]["phoneNumber"], "recipientIdentifiers": place["numbers"]}
        return {"when": clock.at(wait), "body": self.envelope(f"message.{status}", resource, context, place, activity)}

    def call(self, place, words, user, clock):
        from .calls import Call
        return Call(self, place, words, user, clock).deliveries
