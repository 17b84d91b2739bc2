/* The browser's end of the live stream (docs/developer/live.md): connects, comes back after a cut, loses and doubles
   nothing, and always knows how old its knowledge is. What an event means is the screen's business. */
(function () {
  'use strict';

  const BEHIND_AFTER = 5000; // The server speaks every two seconds: two missed words are a sign.
  const DEAD_AFTER = 12000;
  const CONNECTING_FOR = 8000;
  const FIRST_PAUSE = 400;
  const LONGEST_PAUSE = 15000;
  const NOT_UNDERSTOOD = 4400;
  const NOT_ALLOWED = 4403;

  function address() {
    return (location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/ws/live/';
  }

  /* connect({topics, after, onEvent(event), onState(state), onReload()}) -> {close(), resume(after)}
     state: {kind: 'live' | 'behind' | 'lost', seconds, isDenied}. After onReload the connection rests: read the
     screen's state anew and call resume(after) with its position. */
  function connect(options) {
    const topics = Array.from(options.topics);
    let position = options.after;
    let socket = null;
    let isCaughtUp = false;
    let isResting = false;
    let isDenied = false;
    let behindSince = null;
    let currentAt = performance.now();
    let heardAt = performance.now();
    let pause = FIRST_PAUSE;
    let retryTimer = null;
    let shown = '';

    function state() {
      const seconds = Math.max(0, Math.round((performance.now() - currentAt) / 1000));
      if (isDenied || isResting || !socket || socket.readyState !== WebSocket.OPEN) {
        return { kind: 'lost', seconds: seconds, isDenied: isDenied };
      }
      const isLate = behindSince !== null || !isCaughtUp || performance.now() - currentAt > BEHIND_AFTER;
      return { kind: isLate ? 'behind' : 'live', seconds: isLate ? seconds : 0, isDenied: false };
    }

    function show() {
      const present = state();
      const text = present.kind + present.seconds + present.isDenied;
      if (text === shown) return;
      shown = text;
      guarded(options.onState, present);
      document.dispatchEvent(new CustomEvent('tcz:live', { detail: present }));
    }

    function guarded(listener, argument) {
      if (!listener) return;
      try {
        listener(argument);
      } catch (error) {
        // One careless screen part must not end the stream for the others.
        console.error(error);
      }
    }

    function open() {
      clearTimeout(retryTimer);
      retryTimer = null;
      drop();
      isCaughtUp = false;
      heardAt = performance.now();
      const opened = new WebSocket(address());
      socket = opened;
      opened.onopen = function () {
        if (opened !== socket) return;
        heardAt = performance.now();
        opened.send(JSON.stringify({ type: 'subscribe', topics: topics, after: position }));
        show();
      };
      opened.onmessage = function (message) {
        if (opened === socket) hear(JSON.parse(message.data));
      };
      opened.onclose = function (closing) {
        if (opened === socket) lose(closing.code);
      };
    }

    function drop() {
      const old = socket;
      socket = null;
      if (old) old.close();
    }

    function hear(message) {
      heardAt = performance.now();
      if (message.type === 'reload') {
        isResting = true;
        drop();
        guarded(options.onReload);
      } else if (message.type === 'behind') {
        behindSince = heardAt;
      } else {
        if (message.type === 'caught_up') {
          isCaughtUp = true;
          isDenied = false;
          pause = FIRST_PAUSE;
        }
        if (isCaughtUp) {
          behindSince = null;
          currentAt = heardAt;
        }
        const isNew = position === undefined || message.seq > position;
        if (isNew) position = message.seq;
        if (isNew && message.type === 'event') guarded(options.onEvent, message);
      }
      show();
    }

    function lose(code) {
      socket = null;
      isCaughtUp = false;
      isDenied = code === NOT_ALLOWED;
      if (code === NOT_UNDERSTOOD) {
        isResting = true;
        console.error('The live stream does not understand this subscription:', topics);
      } else {
        retryLater();
      }
      show();
    }

    function retryLater() {
      if (retryTimer || isResting) return;
      // Jitter: a thousand screens must not come back in the same instant.
      const wait = (isDenied ? LONGEST_PAUSE : pause) * (0.5 + Math.random());
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      retryTimer = setTimeout(open, wait);
    }

    function retryNow() {
      if (isResting) return;
      pause = FIRST_PAUSE;
      open();
    }

    function watch() {
      const silence = performance.now() - heardAt;
      const isConnecting = socket && socket.readyState === WebSocket.CONNECTING;
      if (socket && silence > (isConnecting ? CONNECTING_FOR : DEAD_AFTER)) {
        drop();
        lose(0);
      }
      show();
    }

    function onVisible() {
      // A hidden page's timers are slowed down and a sleeping computer's stop: look at once.
      if (document.visibilityState !== 'visible') return;
      if (!socket || performance.now() - heardAt > BEHIND_AFTER) retryNow();
      show();
    }

    function onOffline() {
      drop();
      lose(0);
    }

    function onLeaving() {
      clearTimeout(retryTimer);
      retryTimer = null;
      drop();
    }

    function onReturn(event) {
      if (event.persisted) retryNow();
    }

    const watchTimer = setInterval(watch, 1000);
    document.addEventListener('visibilitychange', onVisible);
    window.addEventListener('online', retryNow);
    window.addEventListener('offline', onOffline);
    window.addEventListener('pagehide', onLeaving);
    window.addEventListener('pageshow', onReturn);
    open();
    show();

    return {
      close: function () {
        isResting = true;
        clearInterval(watchTimer);
        onLeaving();
        document.removeEventListener('visibilitychange', onVisible);
        window.removeEventListener('online', retryNow);
        window.removeEventListener('offline', onOffline);
        window.removeEventListener('pagehide', onLeaving);
        window.removeEventListener('pageshow', onReturn);
      },
      resume: function (after) {
        position = after;
        isResting = false;
        retryNow();
      },
    };
  }

  window.tcz = window.tcz || {};
  window.tcz.live = { connect: connect };
})();
