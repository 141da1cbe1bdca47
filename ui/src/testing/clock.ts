/**
 * The unit tests' time: a Wednesday morning in the computer's own zone, going on from there as fast as real time.
 * What is "due today" or "tonight" depends on the hour, and a test means the same at any hour that it is run.
 */
const START = new Date(2026, 5, 17, 10, 24).getTime();

const RealDate = Date;
const ahead = START - RealDate.now();

class TestDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    // With parts of a date, several arguments come; the types of a spread do not tell these apart.
    if (given.length === 0) super(RealDate.now() + ahead);
    else super(...given);
  }

  static override now(): number {
    return RealDate.now() + ahead;
  }
}

globalThis.Date = TestDate as DateConstructor;
