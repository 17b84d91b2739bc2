'use strict';
/* Wall-clock time of the control room, wherever the browser believes it is; right across daylight-saving changes. */
(() => {
  const TIME = /^(\d{1,2})[:. ]?(\d{2})$/;

  class Clock {
    constructor(zone) {
      this.format = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
      });
    }

    /** The moment as a day and a time people write. */
    write(moment) {
      const [day, time] = this.format.format(moment).split(' ');
      return { day, time };
    }

    /** The moment of a day and a time as typed (14:30, 1430, 9:05), or null. */
    read(day, text) {
      const found = TIME.exec(text.trim());
      if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) return null;
      const asIfUtc = Date.parse(`${day}T${found[1].padStart(2, '0')}:${found[2]}Z`);
      const there = this.write(new Date(asIfUtc));
      return new Date(asIfUtc - (Date.parse(`${there.day}T${there.time}Z`) - asIfUtc));
    }
  }

  window.tcz = window.tcz || {};
  window.tcz.board = window.tcz.board || {};
  window.tcz.board.Clock = Clock;
})();
