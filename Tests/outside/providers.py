"""Holds a running system against PyPI's `twilio` and `pywa`; a line for each check: `ok NAME` or `FAILED NAME: why`.

Called by providers.sh. SHI_URL, SHI_INTERNAL_SECRET and libpq's variables name the system, whose demo channels are used.
"""

import hashlib
import hmac
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import xml.etree.ElementTree as xml

import pywa
from pywa import handlers, types
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

URL = os.environ["SHI_URL"]
SECRET = os.environ["SHI_INTERNAL_SECRET"]
PHONE_NUMBER_ID = "555000111222333"
ACCOUNT = "AC" + "0" * 32
WHATSAPP = "whatsapp:+97235550105"
SMS = "+97235550106"
TWILIO_HOOK = URL + "/webhook/twilio/demo"
CLOUD_HOOK = URL + "/webhook/cloud/demo"


def post(url, body, headers):
    """Posts bytes; returns the status, the type and the body of the answer."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Content-Type", ""), error.read()


def rows(sql):
    """The rows of a query by the DBA, each a list of texts."""
    out = subprocess.run(
        ["psql", "-X", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-c", "set search_path = shi", "-c", sql],
        check=True, capture_output=True, text=True, env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"},
    ).stdout
    out = out.removeprefix("SET\x1e").removeprefix("SET\n")
    return [line.split("\x1f") for line in out.strip("\n").split("\x1e") if line]


def stored(provider_message_id):
    """What is stored of one inbound message: kind, words, seconds since 1970, phone number."""
    return rows(
        "select m.kind, coalesce(m.body, ''), extract(epoch from m.provider_sent_at)::bigint,"
        " (select i.value from identity i where i.tenant_id = c.tenant_id and i.contact_id = c.contact_id"
        " and i.kind = 'phone' limit 1)"
        " from message m join conversation c using (tenant_id, conversation_id)"
        " where m.direction = 'in' and m.provider_message_id = '%s'" % provider_message_id.replace("'", "''")
    )


def expect(condition, why):
    if not condition:
        raise AssertionError(why)


# ---- Twilio ----


class Fields(dict):
    """A form in which a name may stand several times, as web frameworks give it to Twilio's library."""

    def getlist(self, name):
        return self[name] if isinstance(self[name], list) else [self[name]]


def form(**changes):
    sid = "SM" + uuid.uuid4().hex
    fields = {
        "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": ACCOUNT, "NumMedia": "0",
        "From": "whatsapp:+972541110001", "To": WHATSAPP, "Body": "שלום, מה שעות הפתיחה? a+b & c=d %41",
        "WaId": "972541110001", "ProfileName": "נועה", "NumSegments": "1", "SmsStatus": "received",
        "ApiVersion": "2010-04-01", "ButtonText": "",
    }
    fields.update(changes)
    return Fields({name: value for name, value in fields.items() if value is not None})


def post_form(url, fields, signature):
    body = urllib.parse.urlencode(fields, doseq=True).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if signature is not None:
        headers["X-Twilio-Signature"] = signature
    return post(url, body, headers)


def twilio_signatures():
    """What Twilio's own library signs is taken; everything else is not."""
    validator = RequestValidator(SECRET)
    shapes = [
        form(), form(Body="", Label="", ButtonPayload="x", ButtonText="yes"), form(Body="  spaces  kept  "), form(Body="ab" * 700),
        form(From="+972541110002", To=SMS, WaId=None, ProfileName=None), form(Latitude="32.0853", Longitude="34.7818"),
        form(Extra=["two", "one", "two"]), form(Body="\U0001f600\u200f\u00e9"),
    ]
    for number, fields in enumerate(shapes):
        signature = validator.compute_signature(TWILIO_HOOK, fields)
        expect(validator.validate(TWILIO_HOOK, fields, signature), f"shape {number} is no good example")
        status, _, body = post_form(TWILIO_HOOK, fields, signature)
        expect(status == 200, f"shape {number} was answered with {status}: {body[:200]!r}")
        words = stored(fields["MessageSid"])
        expect(len(words) == 1, f"shape {number} is stored {len(words)} times")
    fields = form()
    good = validator.compute_signature(TWILIO_HOOK, fields)
    wrong = [
        (fields, RequestValidator("another secret").compute_signature(TWILIO_HOOK, fields), 403),
        (fields, validator.compute_signature(TWILIO_HOOK + "?x=1", fields), 403),
        (Fields({**fields, "Body": "another"}), good, 403),
        (fields, good[:-2] + ("A=" if good[-2] != "A" else "B="), 403),
        (fields, None, 401),
    ]
    for number, (given, signature, expected) in enumerate(wrong):
        status, _, _ = post_form(TWILIO_HOOK, given, signature)
        expect(status == expected, f"forgery {number} was answered with {status} instead of {expected}")
    expect(stored(fields["MessageSid"]) == [], "a forged message is stored")


def twilio_reads_our_answer():
    """Our answer is the same document as an empty one of Twilio's TwiML classes."""
    fields = form()
    status, kind, body = post_form(TWILIO_HOOK, fields, RequestValidator(SECRET).compute_signature(TWILIO_HOOK, fields))
    expect(status == 200 and kind.split(";")[0].strip() in ("text/xml", "application/xml"), f"{status} {kind}")
    ours, theirs = xml.fromstring(body), xml.fromstring(str(MessagingResponse()))
    expect(xml.canonicalize(xml.tostring(ours)) == xml.canonicalize(xml.tostring(theirs)), body)


class Loopback(TwilioHttpClient):
    """Sends what is meant for api.twilio.com to the sandbox."""

    def request(self, method, url, *arguments, **named):
        url = url.replace("https://api.twilio.com", URL + "/sandbox/twilio")
        return super().request(method, url, *arguments, **named)


def twilio_client_and_sandbox():
    """Twilio's client understands the sandbox's Messages resource, its list and its errors."""
    client = Client(ACCOUNT, SECRET, http_client=Loopback())
    to = "whatsapp:+97254111%04d" % (time.time() % 10_000)
    made = client.messages.create(to=to, from_=WHATSAPP, body="שלום מהספרייה")
    expect(made.sid[:2] in ("SM", "MM") and made.status in ("queued", "accepted", "sent"), f"{made.sid} {made.status}")
    listed = client.messages.list(to=to, from_=WHATSAPP, limit=20)
    expect([m.sid for m in listed] == [made.sid], f"{[m.sid for m in listed]}")
    expect(listed[0].body == "שלום מהספרייה", listed[0].body)
    try:
        client.messages.create(to="nobody", from_=WHATSAPP, body="x")
    except TwilioRestException as error:
        expect(error.code == 21211, f"error {error.code}")
    else:
        raise AssertionError("a number that is none was taken")
    try:
        Client(ACCOUNT, "wrong", http_client=Loopback()).messages.create(to=to, from_=WHATSAPP, body="x")
    except TwilioRestException as error:
        expect(error.status == 401, f"status {error.status}")
    else:
        raise AssertionError("a wrong token was taken")


# ---- Cloud API ----


def cloud_client():
    client = pywa.WhatsApp(
        phone_id=PHONE_NUMBER_ID, token=SECRET, server=None, app_secret=SECRET, verify_token=SECRET,
        filter_updates=False, skip_duplicate_updates=False)
    client.api._session.base_url = URL + "/sandbox/cloud/v23.0"
    return client


def post_cloud(body, signature):
    headers = {"Content-Type": "application/json"}
    if signature is not None:
        headers["X-Hub-Signature-256"] = signature
    return post(CLOUD_HOOK, body, headers)


def examples(folder):
    """Meta's own examples, for the demo's channel, each of a customer of its own (one of them changes his number), with a
    message id of its own and the ids that pywa asks for."""
    first = int(time.time()) % 9_000 * 100
    for number, path in enumerate(sorted(pathlib.Path(folder).glob("*.json"))):
        customer = "16505%06d" % (first + number)
        document = json.loads(path.read_text().replace("16505551234", customer))
        for entry in document.get("entry", []):
            for change in entry["changes"]:
                value = change["value"]
                if "metadata" in value:
                    value["metadata"]["phone_number_id"] = PHONE_NUMBER_ID
                for contact in value.get("contacts", []):
                    contact["user_id"] = "US." + contact["wa_id"][::-1]
                for message in value.get("messages", []):
                    message["id"] = "wamid." + uuid.uuid4().hex
                    message["from_user_id"] = "US." + message["from"][::-1]
        yield path.stem, json.dumps(document).encode()


# How pywa names what it read, and how we do.
KINDS = {"contacts": "contact", "interactive": None, "button": "button"}


def cloud_examples(folder):
    """pywa and we agree on each of Meta's examples: its signature, and what it says."""
    client, got = cloud_client(), []
    receive = lambda _, update: got.append(update)  # noqa: E731
    for handler in (handlers.MessageHandler, handlers.CallbackButtonHandler, handlers.CallbackSelectionHandler):
        client.add_handlers(handler(receive))
    compared = 0
    for name, body in examples(folder):
        signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        got.clear()
        expect(client.webhook_update_validator(body, signature) is None, f"{name} is no good example")
        client.webhook_update_handler(body)
        status, _, answer = post_cloud(body, signature)
        expect(status == 200, f"{name} was answered with {status}: {answer[:200]!r}")
        for update in got:
            kept = stored(update.id)
            expect(len(kept) == 1, f"{name} is stored {len(kept)} times")
            kind, words, at, phone = kept[0]
            read = str(getattr(update, "type", ""))
            expected = KINDS.get(read, read)
            if isinstance(update, types.CallbackSelection):
                expected = "list"
            elif isinstance(update, types.CallbackButton):
                expected = "button"
            expect(kind == expected, f"{name} is kept as {kind}, and read as {read}")
            expect(phone == "+" + update.from_user.wa_id, f"{name} is kept as from {phone}")
            expect(int(at) == int(update.timestamp.timestamp()), f"{name} is kept as of {at}")
            text = getattr(update, "text", None) or getattr(update, "caption", None) or getattr(update, "title", None)
            if text:
                expect(words == text, f"{name} is kept with other words")
            compared += 1
        for bad, expected in ((None, 401), (signature[:-1] + ("0" if signature[-1] != "0" else "1"), 403)):
            refused = client.webhook_update_validator(body, bad) if bad else ("", 403)
            expect(refused is not None, f"pywa takes a forged {name}")
            status, _, _ = post_cloud(body, bad)
            expect(status == expected, f"a forged {name} was answered with {status}")
    expect(compared >= 10, f"only {compared} messages were compared")


def cloud_client_and_sandbox():
    """pywa understands what the sandbox answers as Cloud API, and the sandbox what pywa asks."""
    client = cloud_client()
    to = "97254112%04d" % (time.time() % 10_000)
    sent = client.send_message(to=to, text="שלום")
    expect(str(sent.id).startswith("wamid."), f"{sent.id}")
    client.send_message(to=to, text="בהקשר", reply_to_message_id="wamid.THEIRS")
    client.send_image(to=to, image="https://example.com/a.jpg", caption="תמונה")
    client.send_document(to=to, document="https://example.com/a.pdf", filename="a.pdf")
    client.send_location(to=to, latitude=32.08, longitude=34.78, name="המשרד", address="הארז 8")
    client.send_reaction(to=to, emoji="👍", message_id=sent.id)
    expect(client.mark_message_as_read(message_id="wamid.THEIRS"), "read marks are refused")
    expect(client.indicate_typing(message_id="wamid.THEIRS"), "the typing indicator is refused")
    try:
        client.send_message(to=to, text="x" * 4097)
    except pywa.errors.WhatsAppError as error:
        expect(error.code in (100, 131009), f"error {error.code}")
    else:
        raise AssertionError("a text that is too long was taken")


def main():
    folder = sys.argv[1]
    checks = [
        twilio_signatures, twilio_reads_our_answer, twilio_client_and_sandbox, lambda: cloud_examples(folder),
        cloud_client_and_sandbox,
    ]
    names = [
        "twilio signs", "twilio reads our answer", "twilio's client and the sandbox", "pywa and Meta's examples",
        "pywa's client and the sandbox",
    ]
    failed = False
    for name, check in zip(names, checks):
        try:
            check()
            print(f"ok {name}", flush=True)
        except Exception as error:  # each check is reported, whatever breaks it
            failed = True
            print(f"FAILED {name}: {type(error).__name__}: {error}", flush=True)
    sys.exit(1 if failed else 0)


main()
