// What the modules of the time line compute, checked in the page that they run in; answers what is wrong.
async () => {
  const wrong = [];
  const check = (is, what) => { if (!is) wrong.push(what); };
  const near = (a, b, slack, what) => check(Math.abs(a - b) <= slack, `${what}: ${a}, not ${b}`);
  const scale = await import("/timeline-scale.js");
  const { Zone, momentOf } = await import("/timeline-time.js");
  const { Lane, standing } = await import("/timeline-lanes.js");
  const { Clock } = await import("/timeline-clock.js");
  const { addressOf, lookingAt } = await import("/timeline-address.js");
  const { TimelineData } = await import("/timeline-data.js");
  const { tilesOf } = await import("/timeline-storyboard.js");
  const { momentIn } = await import("/timeline-moment.js");
  const { choiceOf, filterOf, bucketOf, addressOf: eventsAddress } = await import("/events-filter.js");
  const day = 86_400_000;

  // Whatever is zoomed, the anchor keeps its place, and limits hold.
  let view = { start: 1.7e12, end: 1.7e12 + 3_600_000 };
  for (let i = 0; i < 400; i += 1) {
    const x = (i * 37) % 1000;
    const anchor = scale.timeAt(view, x, 1000);
    view = scale.zoomed(view, Math.exp(Math.sin(i * 1.3) * 2), anchor);
    near(scale.xOf(view, anchor, 1000), x, 0.01, `anchor ${i}`);
    const length = scale.lengthOf(view);
    check(length >= scale.shortest * 0.999 && length <= scale.longest * 1.001, `length ${length}`);
  }
  const limits = { start: 0, end: 1000 };
  near(scale.bounded({ start: 5000, end: 5100 }, limits).end, 1090, 1e-9, "too late");
  near(scale.bounded({ start: -500, end: -400 }, limits).start, -90, 1e-9, "too early");

  // No stretch is thinner than was asked for, and none is lost, at any zoom.
  const starts = Array.from({ length: 500 }, (_, i) => i * 1000);
  const ends = starts.map((start) => start + 3);
  for (const length of [100, 1000, 5e4, 5e5, 5e7]) {
    const pairs = scale.runs(starts, ends, { start: -1, end: length - 1 }, 1000, 2);
    for (let i = 0; i < pairs.length; i += 2) check(pairs[i + 1] - pairs[i] >= 1.999, `thin at ${length}`);
    for (let i = 2; i < pairs.length; i += 2) check(pairs[i] > pairs[i - 1], `overlap at ${length}`);
    check(pairs.length > 0, `lost at ${length}`);
  }

  // The ruler: in order, in sight, midnights by the clock on the wall, also when that is changed.
  const berlin = new Zone("Europe/Berlin", "en-GB");
  for (const length of [100, 1e3, 6e4, 3.6e6, day, 7 * day, 40 * day, 366 * day]) {
    const start = Date.UTC(2026, 2, 28, 22);
    const marks = scale.ticks({ start, end: start + length }, 1000, 76, berlin.offsetAt);
    check(marks.length > 2 && marks.length < 16, `${marks.length} marks of ${length}`);
    marks.forEach((tick, i) => {
      check(tick.time >= start && tick.time <= start + length, `out of sight: ${length}`);
      check(i === 0 || tick.time > marks[i - 1].time, `order: ${length}`);
      if (tick.unit === "day") check(berlin.clock(tick.time) === "00:00:00", `midnight: ${berlin.clock(tick.time)}`);
    });
  }
  near(berlin.fromField(berlin.field(1.7e12)), 1.7e12, 0, "field");
  near(berlin.fromField("2026-07-01T12:00:00.000"), Date.UTC(2026, 6, 1, 10), 0, "summer");
  near(momentOf("2026-01-01T00:00:00.123456789Z") - Date.UTC(2026, 0, 1), 123.456789, 1e-3, "digits");

  // What stands on a lane.
  const lane = new Lane();
  const at = (minutes) => Date.UTC(2026, 0, 1) + minutes * 60_000;
  const stretch = (from, to) => ({ start: new Date(at(from)).toISOString(), end: new Date(at(to)).toISOString() });
  lane.take({
    camera: "gate", spans: [stretch(0, 10), stretch(20, 30)], recorded_ratio: 0.5,
    gaps: [{ ...stretch(10, 20), missing_s: 600, reason: "disabled", detail: "switched off" }],
    losses: [{ reason: "packets-lost", detail: "lost", at_ms: [120_000, 1_260_000], length_ms: [2000, 60_000], missing_ms: [2000, 1000], counts: [7, 1] }],
    protected: [stretch(1, 3)],
    events: [
      { kind: "object", label: "person", at_ms: [60_000, 180_000], length_ms: [5000, 0], counts: [1, 3], ids: ["1", "2"] },
      { kind: "motion", label: "", at_ms: [61_000], length_ms: [1000], counts: [1], ids: ["3"] },
    ],
  }, at(0));
  const known = { from: at(0), to: at(40), now: at(35) };
  const kinds = [5, 15, 25, 32, 36, -1].map((minutes) => standing(lane, at(minutes), known).kind);
  check(kinds.join() === "recorded,gap,recorded,nothing,future,unknown", kinds.join());
  near(lane.recordedFrom(at(15)), at(20), 0, "recorded again");
  check(lane.recordedFrom(at(31)) === null, "nothing later");
  near(lane.recordedFrom(at(2) + 500), at(2) + 2000, 0, "recorded after a loss");
  near(lane.recordedBefore(at(15)), at(10), 0, "recorded before");
  near(lane.recordedBefore(at(2) + 500), at(2), 0, "recorded before a loss");
  check(lane.gapAt(at(20) + 900, 1000)?.reason === "disabled", "a gap near by");
  check(lane.gapBeside(at(5), 1)?.start === at(10) && lane.gapBeside(at(1), -1) === undefined, "the next gap");
  check(lane.gapBeside(at(11), 1)?.start === at(21) && lane.gapBeside(at(5), -1)?.count === 7, "the next loss");
  // However roughly the rest is known: of a loss that is one altogether nothing is recorded, of one that is in parts something may be.
  check(standing(lane, at(2) + 500, known).kind === "gap" && standing(lane, at(21) + 500, known).kind === "recorded", "a short loss");
  check(standing(lane, at(21) + 500, { ...known, near: 100 }).gap?.reason === "packets-lost", "a loss under the pointer");
  near(lane.protectedEnds[0], at(3), 0, "protected");
  check(lane.events.map((event) => `${event.kind} ${event.count}`).join() === "person 1,motion 1,person 3" && !lane.isDense, "marks");
  check(lane.eventAt(at(1) + 4000, 0)?.name === "person" && lane.eventAt(at(5), 0) === null, "the event there");
  const found = scale.clusters(lane.eventTimes, lane.eventCounts, { start: at(0), end: at(10) }, 1000, 18);
  check(found.length === 6 && found[2] === 2 && found[5] === 3, `clusters ${found}`);

  // Moments in words, around a Friday while it is Sunday afternoon.
  const around = { zone: berlin, time: Date.UTC(2026, 10, 20, 9), now: Date.UTC(2026, 10, 22, 14) };
  for (const [words, moment] of [
    ["14:30", "2026-11-20T13:30:00Z"], ["yesterday 14:30", "2026-11-21T13:30:00Z"], ["gestern 14:30:05.25", "2026-11-21T13:30:05.250Z"],
    ["22 Nov 9:15", "2026-11-22T08:15:00Z"], ["24. Dezember 9:15", "2025-12-24T08:15:00Z"], ["Nov 22 9:15 am", "2026-11-22T08:15:00Z"],
    ["2026-07-01 12:00", "2026-07-01T10:00:00Z"], ["2026-11-22T14:30:05Z", "2026-11-22T14:30:05Z"], ["5 min ago", "2026-11-22T13:55:00Z"],
    ["vor 2 h", "2026-11-22T12:00:00Z"], ["tuesday 14:00", "2026-11-17T13:00:00Z"], ["now", "2026-11-22T14:00:00Z"],
  ]) near(momentIn(words, around), Date.parse(moment), 0, words);
  for (const words of ["", "gate", "25:00", "31.2.2026", "14:3", "5 min", "2026-13-01"]) check(Number.isNaN(momentIn(words, around)), `"${words}" is a moment`);

  // The clock: speeds, both ways, held, and live at its edge.
  let now = 10_000_000;
  const clock = new Clock(() => now);
  clock.seek(1_000_000, { isPlaying: true });
  clock.tick(0, false);
  clock.tick(100, false);
  near(clock.time, 1_000_100, 1e-6, "plays");
  clock.setSpeed(32);
  clock.tick(200, false);
  near(clock.time, 1_003_300, 1e-6, "fast");
  clock.tick(300, true);
  near(clock.time, 1_003_300, 1e-6, "held");
  clock.setSpeed(2, true);
  clock.tick(400, false);
  near(clock.time, 1_003_100, 1e-6, "backwards");
  clock.setSpeed(1, false);
  clock.seek(now - 1000);
  check(clock.isLive, "live at the edge");
  clock.pause();
  check(!clock.isLive && !clock.isPlaying, "paused");
  clock.seek(now - 1000);
  check(!clock.isLive && clock.time === now - 1000, "a pause stays one");

  // The address and back.
  const looking = { at: at(3), cameras: ["gate", "yard"], span: 60_000, selection: { start: at(1), end: at(2) } };
  const back = lookingAt(new URLSearchParams(addressOf(looking).toString()));
  check(JSON.stringify({ ...looking, isPlaying: false }) === JSON.stringify(back), JSON.stringify(back));
  check(lookingAt(new URLSearchParams("at=x&span=-1&from=2&to=1")).at === null, "nonsense");
  const choice = choiceOf(new URLSearchParams("camera=gate&days=7&acknowledged=false&view=list"));
  check(eventsAddress(choice).toString() === "camera=gate&days=7&acknowledged=false&view=list", eventsAddress(choice).toString());
  check(filterOf(choice, at(0)).acknowledged === "false" && filterOf(choice, at(0)).from === new Date(at(0) - 7 * day).toISOString(), "filter");
  for (const length of [3.6e6, day, 7 * day, 30 * day, 366 * day]) check(length / 1000 / bucketOf(length) <= 48, `bars of ${length}`);

  // Sheets of pictures.
  const part = (tile, body) => `--b\r\nContent-Type: image/jpeg\r\nContent-Length: ${body.length}\r\nNightjar-Tile: ${tile}\r\n` +
    `Nightjar-Picture-Time: ${new Date(at(tile)).toISOString()}\r\n\r\n${body}\r\n`;
  const sheet = new TextEncoder().encode(`${part(0, "abc")}${part(4, "de\r\n\r\nf")}--b--\r\n`);
  const tiles = tilesOf(sheet);
  check(tiles.map((tile) => `${tile.at - at(0)} ${tile.blob.size}`).join() === "0 3,240000 7", "tiles");
  for (let length = 0; length < sheet.length; length += 1) check(tilesOf(sheet.subarray(0, length)).length <= 2, "cut off");

  // What is asked for: wider than what is seen, as exactly as it is drawn, and not again as long as that is enough.
  const asked = [];
  const source = {
    timeline: async (range) => (asked.push(range), { ...range, resolution_ms: 500, cameras: [{ camera: "gate", spans: [], gaps: [], recorded_ratio: 0 }] }),
  };
  const data = new TimelineData(source, () => at(60));
  data.cameras = ["gate"];
  const changed = () => new Promise((resolve) => data.addEventListener("changed", resolve, { once: true }));
  const seen = { start: at(0), end: at(10) };
  data.want(seen, 1000);
  await changed();
  near(Date.parse(asked[0].from), at(-5), 1, "asked from");
  near(Date.parse(asked[0].to), at(15), 1, "asked to");
  near(asked[0].resolution_ms, 540, 1, "resolution");
  check(asked[0].events === "true" && asked[0].losses === "true" && asked[0].protected === "true", "asked for at once");
  data.want({ start: at(1), end: at(11) }, 1000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  check(asked.length === 1, `asked ${asked.length} times`);
  data.want({ start: at(-60), end: at(30) }, 1000);
  await changed();
  check(asked.length === 2, `asked ${asked.length} times, not twice`);
  data.stop();
  return wrong;
}
