'use strict';
/* The hazard's tone, made by the browser itself. Browsers stay silent until a person has pressed something, so the
   alarm says that it is off until then; it rings again until nothing waits to be acknowledged. */
(() => {
  const AGAIN_AFTER = 20_000;
  const PATTERN = [880, 660, 880, 660, 880, 660];

  class Alarm {
    /** `button` is shown while the alarm could not be heard; pressing it, or anything else, turns the sound on.
        For whom nothing is to be acknowledged (`isMeant` is false) it neither rings nor asks for sound. */
    constructor(button, isMeant) {
      this.button = button;
      this.isMeant = isMeant;
      this.isWanted = false;
      this.timer = null;
      this.context = isMeant && typeof AudioContext === 'function' ? new AudioContext() : null;
      if (this.context) {
        this.context.addEventListener('statechange', () => this.tellState());
        const wake = () => this.context.resume().catch(() => {});
        document.addEventListener('pointerdown', wake);
        document.addEventListener('keydown', wake);
      }
      this.tellState();
    }

    get canBeHeard() {
      return this.context !== null && this.context.state === 'running';
    }

    tellState() {
      this.button.hidden = this.canBeHeard || !this.isMeant;
      if (this.canBeHeard && this.isWanted) this.ring();
    }

    /** Ring now and again until `rest`. */
    ring() {
      if (!this.isMeant) return;
      this.isWanted = true;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.ring(), AGAIN_AFTER);
      if (!this.canBeHeard) return;
      const start = this.context.currentTime;
      PATTERN.forEach((pitch, index) => this.tone(pitch, start + index * 0.22));
      this.button.dataset.rung = String(Number(this.button.dataset.rung || 0) + 1);
    }

    rest() {
      this.isWanted = false;
      window.clearTimeout(this.timer);
    }

    tone(pitch, at) {
      const oscillator = this.context.createOscillator();
      const volume = this.context.createGain();
      oscillator.type = 'square';
      oscillator.frequency.value = pitch;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.18, at + 0.01);
      volume.gain.setValueAtTime(0.18, at + 0.17);
      volume.gain.linearRampToValueAtTime(0, at + 0.2);
      oscillator.connect(volume).connect(this.context.destination);
      oscillator.start(at);
      oscillator.stop(at + 0.21);
    }
  }

  window.tcz = window.tcz || {};
  window.tcz.board = window.tcz.board || {};
  window.tcz.board.Alarm = Alarm;
})();
