// The telephone at the desk: what the bar shows, which calls wait, and which one opens by itself.
// A call that rings is only shown; whoever answers has it opened, unless that would cover what they type.
// What opening and letting go mean, the desk knows.
(() => {
    'use strict';

    const { server } = window.tcz;

    // `held` gives the call that the report in hand is about, `isBusy` whether something typed would be covered.
    function telephone({ bar, list, me, held, isBusy, open, letGo }) {
        const waiting = [];

        const line = () => bar.querySelector('[data-call]');
        const state = () => line().dataset.state;
        const isRunning = () => state() === 'answered';

        function clock(from, until) {
            const seconds = Math.max(0, Math.round((until - new Date(from)) / 1000));
            const two = (number) => String(number).padStart(2, '0');
            return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
        }

        function showDuration() {
            const { answeredAt, endedAt } = line().dataset;
            if (!answeredAt) return;
            bar.querySelector('[data-duration]').textContent = clock(answeredAt, endedAt ? new Date(endedAt) : new Date());
            const after = bar.querySelector('[data-wrap-duration]');
            if (after) after.textContent = clock(endedAt, new Date());
        }

        async function show(pk) {
            const fragment = await server.fragment('call/', { call: pk });
            const chosen = [...bar.querySelectorAll('button')].indexOf(document.activeElement);
            bar.innerHTML = fragment;
            // Whoever was choosing among callers when the call moved on goes on choosing.
            const choices = bar.querySelectorAll('button');
            if (chosen >= 0 && choices.length) choices[Math.min(chosen, choices.length - 1)].focus();
            showDuration();
        }

        async function showWaiting() {
            const asked = waiting.join(',');
            const fragment = asked ? await server.fragment('waiting/', { calls: asked }) : '';
            // Another call has come or gone since.
            if (asked !== waiting.join(',')) return;
            list.innerHTML = fragment;
            list.hidden = !list.childElementCount;
        }

        function forget(pk) {
            if (waiting.includes(pk)) waiting.splice(waiting.indexOf(pk), 1);
        }

        // The call that somebody speaks in already comes before those that ring.
        function wait(pk, isMine) {
            forget(pk);
            if (isMine) waiting.unshift(pk);
            else waiting.push(pk);
            return showWaiting();
        }

        async function take(pk, isMine) {
            try {
                await open(pk);
            } catch (error) {
                await wait(pk, isMine);
                throw error;
            }
            forget(pk);
            await showWaiting();
        }

        // Only what this agent has answered can be taken; the others still ring.
        function takeFirst() {
            const first = list.querySelector('[data-take-call]');
            return first ? take(first.dataset.takeCall, true) : undefined;
        }

        // It is nobody's to answer here any more: what only rang goes, what was begun stays.
        async function lose(pk) {
            forget(pk);
            if (pk === held()) await letGo(pk);
            else if (pk === line().dataset.call) await show('');
            await showWaiting();
        }

        async function end(pk) {
            forget(pk);
            if (pk === held() || pk === line().dataset.call) await show(pk);
            await showWaiting();
        }

        async function onEvent(event) {
            const pk = String(event.data.call);
            const isMine = String(event.data.answered_by) === me;
            const isNews = event.name === 'call.offered' || event.name === 'call.answered';
            if (event.data.state === 'ended') return end(pk);
            if (event.data.state === 'answered' && isNews && !isMine) return lose(pk);
            if (pk === held()) return show(pk);
            if (!isNews) return undefined;
            // Whoever answered a call speaks in it, whatever the exchange forgot to tell of the one before.
            if (event.data.state === 'answered') return isBusy() ? wait(pk, true) : take(pk, true);
            return isBusy() || isRunning() || state() === 'ringing' ? wait(pk, false) : show(pk);
        }

        // The stream no longer holds what this page missed; returns the position from which it goes on.
        async function readAnew() {
            await show('');
            const { call: now, position } = line().dataset;
            const isNow = isRunning();
            if (held()) await show(held());
            if (now && now !== held() && isNow) await (isBusy() ? wait(now, true) : take(now, true));
            return Number(position);
        }

        setInterval(showDuration, 1000);
        showDuration();

        return { line, state, isRunning, show, take, takeFirst, onEvent, readAnew };
    }

    window.tcz.telephone = telephone;
})();
