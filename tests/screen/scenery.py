"""A recording of a plant in which everything is there once that a screen has to show, always the same to the last byte."""
import bson

from recordings import Recording

LONG = "a-name-that-is-longer-than-any-pane-is-wide-and-goes-on-and-on-behind-its-edge"
WIDE = "倉庫の扉"
RIGHT_TO_LEFT = "מחסן"
HOSTILE = "evil\x1b]0;owned\x07\u202egnp"
SECONDS = 90


class Scenery(Recording):
    """Ids that don't change from run to run."""

    def append(self, document):
        if isinstance(document, dict) and "_id" in document:
            document["_id"] = bson.ObjectId(b"scenery" + len(self.offsets).to_bytes(5, "big"))
        return super().append(document)


def _boxes(scene, second):
    for number in (1, 2, 3):
        if number == 3 and second > 20:
            continue    # the last will comes
        hatch = 0 if number > 1 or second < 30 else 3 if second < 40 else 1
        scene.message(second + number / 100, "dbx/dbx-0%d/status" % number, {
            "hatch_status": hatch, "lift_status": 1 if number == 2 else 0,
            "temperature": round(20 + 3 * number + (second * number) % 17 * 1.5, 1),
            "humidity": 40 + second % 11, "battery": 97 - second // (2 * number)}, "dbx-0%d" % number)


def _others(scene, second):
    scene.message(second + 0.2, "weather/roof", {"wind": second % 13 + 0.5, "rain": second % 5 == 0, "gust": "%d km/h" % (second % 40)},
                  "weather/roof")
    if second % 3 == 0:
        scene.message(second + 0.3, "plant/%s/state" % WIDE, {"door": "開" if second % 2 else "閉", "level": second}, "plant/" + WIDE)
        scene.message(second + 0.31, "plant/%s" % RIGHT_TO_LEFT, {"שם": "דלת", "n": second}, "plant/" + RIGHT_TO_LEFT)
    if second % 5 == 0:
        scene.message(second + 0.4, "plant/%s/value" % LONG, "%d.5 °C" % (second % 30), "plant/" + LONG)
    if second == 7:
        scene.message(second + 0.5, "plant/%s" % HOSTILE, "\x1b[31mred\u202e", "plant/" + HOSTILE)
        scene.message(second + 0.6, "plant/picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x80\x00\x00\x01\xe0\x08\x02\x00\x00\x00",
                      "plant")


def plant():
    scene = Scenery().head(name="home")
    scene.link(0, "up")
    for number in (1, 2, 3):
        scene.message(0.1, "dbx/dbx-0%d/alive" % number, 1, "dbx-0%d" % number, retain=True)
    for second in range(1, SECONDS):
        _boxes(scene, second)
        _others(scene, second)
        if second == 20:
            scene.message(second + 0.7, "dbx/dbx-03/alive", 0, "dbx-03")
        if second == 28:
            scene.command(second + 0.8, 1, "asked", device="dbx-01").command(second + 1.2, 1, "sent", device="dbx-01")
        if second == 29:
            scene.command(second + 0.5, 1, "accepted", device="dbx-01", latency_ms=300.0)
        if second == 40:
            scene.command(second + 0.2, 1, "acknowledged", device="dbx-01", latency_ms=11000.0)
        if second == 50:
            scene.command(second + 0.1, 2, "asked", device="dbx-03")
            scene.command(second + 0.2, 2, "refused", device="dbx-03", reason="dbx-03 is offline")
        if second == 60:
            scene.mark(second, "lunch")
    return scene.end(SECONDS, messages=1)
