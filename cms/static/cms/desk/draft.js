// Keeps the report in hand on the server from its first keystroke, and in this browser until the server has it.
// What stands in the report, `read` tells; what is done when it went elsewhere, `onLost` knows.
(() => {
    'use strict';

    const { here, server } = window.tcz;
    const { texts } = server;
    const PAUSE = 300;
    const AGAIN = 3000;

    // `isBegun` says whether there is anything to keep; `place` is where people read how it is kept.
    function draftKeeper({ user, place, isBegun, read, onLost }) {
        const page = crypto.randomUUID();
        let draft = fresh();
        let sending = null;
        let timer = 0;
        let sentAt = 0;

        function fresh() {
            return { key: crypto.randomUUID(), pk: '', read: 0, revision: 0, said: '', isKept: true, lost: '' };
        }

        function say(state, words) {
            place.dataset.state = state;
            place.textContent = words;
        }

        const body = () => ({ ...read(), key: draft.key, page, read: draft.read, revision: draft.revision });

        // Where the cursor is matters only beside what was typed.
        function said() {
            const { texts: written, ...rest } = read();
            return JSON.stringify({ ...rest, texts: { ...written, focus: '' } });
        }

        let isNoting = false;
        // After everything that the keystroke sets going: a digit answers, and then moves on to the next question.
        function changed() {
            if (isNoting) return;
            isNoting = true;
            setTimeout(() => {
                isNoting = false;
                note();
            });
        }

        function note() {
            if (draft.lost || (!isBegun() && !draft.pk)) return;
            const now = said();
            if (now === draft.said) return;
            draft.said = now;
            draft.revision += 1;
            draft.isKept = false;
            if (['kept', 'here', 'none'].includes(place.dataset.state)) place.dataset.state = 'ahead';
            const noted = draft.revision;
            here.put(user, body()).then(() => {
                // This browser has it, whatever becomes of it now.
                if (draft.revision === noted && place.dataset.state === 'ahead') place.dataset.state = 'here';
            });
            sendSoon(PAUSE - (Date.now() - sentAt));
        }

        function sendSoon(milliseconds) {
            if (timer || sending) return;
            timer = setTimeout(send, Math.max(0, milliseconds));
        }

        function send() {
            clearTimeout(timer);
            timer = 0;
            if (sending || draft.isKept || draft.lost) return sending || Promise.resolve();
            sentAt = Date.now();
            const [mine, sent] = [draft, body()];
            sending = server
                .send('draft/keep/', sent)
                .then((answer) => kept(mine, sent, answer))
                .catch((error) => notKept(mine, error))
                .finally(() => {
                    sending = null;
                    if (!draft.isKept && place.dataset.state !== 'waiting') sendSoon(PAUSE - (Date.now() - sentAt));
                });
            return sending;
        }

        function kept(mine, sent, answer) {
            mine.pk = String(answer.draft);
            if (mine.revision === sent.revision) {
                mine.isKept = true;
                here.remove(mine.key);
            }
            if (mine !== draft) return;
            if (mine.isKept) say('kept', texts.kept.replace('%s', answer.kept_at));
            else if (place.dataset.state === 'waiting') say('here', ''); // The server is back; what was typed since follows.
        }

        function notKept(mine, error) {
            if (!(error instanceof server.Refused)) throw error;
            if (mine !== draft) return;
            if (error.why) {
                mine.lost = error.why;
                here.remove(mine.key);
                say('lost', '');
                onLost(error.why, error.message);
                return;
            }
            say('waiting', texts.notKept);
            timer = setTimeout(send, AGAIN);
        }

        // The page goes: what is not on its way yet goes now, without waiting for an answer.
        function leave() {
            if (draft.isKept || draft.lost) return;
            server.send('draft/keep/', body(), { keepalive: true }).catch(() => undefined);
        }

        // What a page that is gone could not send; the server tells what of it is old.
        async function sendLeft() {
            for (const left of await here.of(user)) {
                if (left.key === draft.key) continue;
                try {
                    await server.send('draft/keep/', left);
                } catch (error) {
                    if (!(error instanceof server.Refused)) throw error;
                    // Another page went on with it: both stay, this one as a draft of its own.
                    if (error.why === 'elsewhere') await server.send('draft/keep/', { ...left, key: crypto.randomUUID(), read: 0 });
                    else if (error.why !== 'ended' && error.why !== 'moved') return;
                }
                await here.remove(left.key);
            }
        }

        // The report in hand is this one from now on; without one, a new one.
        function begin(opened) {
            clearTimeout(timer);
            timer = 0;
            draft = fresh();
            if (!opened) {
                say('none', '');
                return;
            }
            Object.assign(draft, { key: opened.key, pk: String(opened.draft), read: opened.revision, revision: opened.revision });
            say('kept', texts.kept.replace('%s', opened.kept_at));
        }

        // What was just put back is what the server has.
        function settle() {
            draft.said = said();
        }

        // Registered or dropped: nothing of it is to be sent any more.
        function end() {
            here.remove(draft.key);
            begin(null);
        }

        // Until everything that was typed has been taken, or the server cannot take it.
        async function flush() {
            note();
            await sending;
            await send();
        }

        // The first try registered another matter: what stands here goes on under a name of its own.
        function renew() {
            const { said: words } = draft;
            end();
            if (words) changed();
        }

        // Somebody decided that what stands here is what holds, whatever another page wrote until `revision`.
        function goOnFrom(revision) {
            Object.assign(draft, { read: revision, revision, said: '', lost: '' });
            note();
        }

        // The server says whose it is now.
        function ask() {
            draft.revision += 1;
            draft.isKept = false;
            return send();
        }

        return {
            changed,
            goOnFrom,
            ask,
            begin,
            settle,
            end,
            flush,
            leave,
            renew,
            sendLeft,
            key: () => draft.key,
            pk: () => draft.pk,
            isAhead: () => !draft.isKept && !draft.lost,
            // Why it is not this page's to write any more, "" while it is.
            lost: () => draft.lost,
        };
    }

    window.tcz.draftKeeper = draftKeeper;
})();
