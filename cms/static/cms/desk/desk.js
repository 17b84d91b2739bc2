// The desk: which call, caller, place and form are in hand, and what each event or key does to them.
// What is shown comes from the server as fragments; what is allowed, the server decides.
(() => {
    'use strict';

    const { server, live, forms, typeChooser } = window.tcz;
    const { texts } = server;
    const part = (id) => document.getElementById(id);
    const desk = part('desk');
    const hand = { call: '', customer: '', point: '', key: crypto.randomUUID(), isSaving: false };
    let waitingCall = '';
    let knownTurn = 0;

    const line = () => desk.querySelector('[data-call]');
    const questions = () => part('desk-form').querySelector('[data-version]');
    const party = () => ({ customer: hand.customer, service_point: hand.point, call: hand.call });

    function complain(error) {
        const place = part('desk-problem') || part('desk-outcome');
        place.textContent = error.message;
    }

    async function guarded(action) {
        try {
            return await action();
        } catch (error) {
            if (!(error instanceof server.Refused)) throw error;
            complain(error);
            return undefined;
        }
    }

    // --- the call ---------------------------------------------------------------------------------------------

    function showDuration() {
        const shown = line();
        const from = shown && shown.dataset.answeredAt;
        if (!from) return;
        const until = shown.dataset.endedAt ? new Date(shown.dataset.endedAt) : new Date();
        const seconds = Math.max(0, Math.round((until - new Date(from)) / 1000));
        const two = (number) => String(number).padStart(2, '0');
        shown.querySelector('[data-duration]').textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    }

    const isRunning = () => Boolean(line()) && line().dataset.state === 'answered';

    function isTouched() {
        const answers = questions() ? Object.values(forms.answers(questions())) : [];
        const inputs = [part('desk-find-text'), ...part('desk-who').querySelectorAll('input')];
        const written = inputs.some((input) => input.value !== input.defaultValue);
        return written || answers.some((answer) => (Array.isArray(answer) ? answer.length > 0 : answer !== ''));
    }

    async function showCall(pk) {
        part('desk-call').innerHTML = await server.fragment('call/', { call: pk });
        showDuration();
    }

    async function takeCall(pk) {
        waitingCall = '';
        part('desk-waiting').hidden = true;
        await showCall(pk);
        if (hand.call === line().dataset.call) return;
        hand.call = line().dataset.call;
        await startOver();
        await followCaller();
    }

    async function followCaller() {
        const shown = line();
        if (!shown || !shown.dataset.call) return;
        hand.call = shown.dataset.call;
        const candidates = shown.querySelector('[data-choose-customer]');
        if (shown.dataset.customer) await chooseCustomer(shown.dataset.customer, { isTold: true });
        else if (candidates) candidates.focus();
        else await chooseCustomer('', { focus: 'desk-find-text' });
    }

    function onCallEvent(event) {
        const pk = String(event.data.call);
        if (pk === hand.call) return showCall(pk);
        if (event.name === 'call.ended') {
            if (pk !== waitingCall) return undefined;
            waitingCall = '';
            part('desk-waiting').hidden = true;
            return undefined;
        }
        if (hand.call && (isRunning() || isTouched())) {
            waitingCall = pk;
            part('desk-waiting').hidden = false;
            return undefined;
        }
        return takeCall(pk);
    }

    // --- who and where ----------------------------------------------------------------------------------------

    async function chooseCustomer(pk, { isTold = false, focus = '' } = {}) {
        hand.customer = pk;
        hand.point = '';
        part('desk-found').replaceChildren();
        part('desk-find-text').value = '';
        part('desk-who').innerHTML = await server.fragment('who/', party());
        const chosen = part('desk-who').querySelector('[data-choose-point][aria-checked=true]');
        const several = part('desk-who').querySelector('[data-choose-point]');
        if (chosen) hand.point = chosen.dataset.choosePoint;
        // The focus moves before anything else is waited for: whoever types already is not interrupted later.
        if (focus) part(focus).focus();
        else if (several && !chosen) several.focus();
        else part('desk-type').focus();
        if (pk && hand.call && !isTold) {
            await server.tell('attach/', { customer: pk, call: hand.call });
            await showCall(hand.call);
        }
        await showKnown();
    }

    async function choosePoint(button) {
        desk.querySelectorAll('[data-choose-point]').forEach((other) => {
            other.setAttribute('aria-checked', String(other === button));
        });
        hand.point = button.dataset.choosePoint;
        part('desk-type').focus();
        await showKnown();
    }

    async function showKnown() {
        const turn = ++knownTurn;
        const fragment = await server.fragment('known/', party());
        // A later choice may have been answered first.
        if (turn !== knownTurn) return;
        const before = part('desk-say') ? part('desk-say').textContent : '';
        const noted = part('desk-told') ? part('desk-told').textContent : '';
        part('desk-known').innerHTML = fragment;
        const say = part('desk-say');
        if (say && before && say.textContent !== before) say.classList.add('desk-say__line--new');
        else if (say && part('desk-told')) part('desk-told').textContent = noted;
    }

    let findTimer = 0;
    function findSoon() {
        clearTimeout(findTimer);
        findTimer = setTimeout(find, 200);
    }

    async function find() {
        clearTimeout(findTimer);
        const text = part('desk-find-text').value;
        const found = text.trim().length < 2 ? '' : await guarded(() => server.found(text));
        if (text === part('desk-find-text').value) part('desk-found').innerHTML = found || '';
    }

    // --- what -------------------------------------------------------------------------------------------------

    const chooser = typeChooser(part('desk-type'), part('desk-types'), (code) => guarded(() => chooseType(code)));

    async function chooseType(code) {
        part('desk-outcome').replaceChildren();
        part('desk-form').innerHTML = await server.fragment(`form/${code}/`);
        forms.attach(questions());
        const first = questions().querySelector('[data-field]:not([data-kind=notice])');
        if (first) forms.focus(first);
        else questions().querySelector('button').focus();
    }

    function resetForm() {
        hand.key = crypto.randomUUID();
        chooser.clear();
        part('desk-form').replaceChildren();
    }

    async function startOver() {
        resetForm();
        hand.customer = '';
        hand.point = '';
        part('desk-outcome').replaceChildren();
        part('desk-who').replaceChildren();
        part('desk-known').replaceChildren();
    }

    const written = (name) => {
        const input = part('desk-who').querySelector(`[name=${name}]`);
        return input ? input.value.trim() : '';
    };

    async function save() {
        if (!questions() || hand.isSaving) return;
        hand.isSaving = true;
        part('desk-report').setAttribute('aria-busy', 'true');
        try {
            const saved = await server.send('register/', {
                ...party(),
                version: Number(questions().dataset.version),
                answers: forms.answers(questions()),
                reporter_name: written('reporter_name'),
                reporter_phone: written('reporter_phone'),
                location: written('location'),
                key: hand.key,
            });
            resetForm();
            part('desk-outcome').innerHTML = saved.html;
            part('desk-type').focus();
            await showKnown();
        } catch (error) {
            if (!(error instanceof server.Refused)) throw error;
            complain(error);
            const wrong = questions() ? forms.showErrors(questions(), error.errors) : [];
            if (wrong.length) forms.focus(wrong[0]);
        } finally {
            hand.isSaving = false;
            part('desk-report').removeAttribute('aria-busy');
        }
    }

    async function tell() {
        const button = desk.querySelector('[data-tell-outage]');
        if (!button) return;
        const told = await server.tell('told/', { ...party(), outage: button.dataset.tellOutage });
        part('desk-told').innerHTML = told.html;
    }

    // --- keys, clicks, the live stream ------------------------------------------------------------------------

    const keys = {
        F2: () => part('desk-find-text').focus(),
        F4: () => part('desk-type').focus(),
        F8: () => tell(),
        F9: () => (waitingCall ? takeCall(waitingCall) : undefined),
    };

    function onDigit(event) {
        const group = event.target.closest('.desk-choices, .desk-places');
        if (!group) return;
        const buttons = [...group.querySelectorAll('button')];
        const chosen = buttons.find((button) => button.querySelector('kbd').textContent === event.key);
        if (!chosen) return;
        event.preventDefault();
        chosen.click();
    }

    const isTyping = (target) => target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select');

    document.addEventListener('keydown', (event) => {
        if (keys[event.key] && !event.altKey && !event.ctrlKey) {
            event.preventDefault();
            guarded(keys[event.key]);
        } else if (event.key === 'Enter' && event.ctrlKey) {
            event.preventDefault();
            guarded(save);
        } else if (event.key === '?' && !isTyping(event.target)) {
            part('desk-help').showModal();
        } else if (/^[0-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
            onDigit(event);
        }
    });

    part('desk-find').addEventListener('keydown', (event) => {
        const first = part('desk-found').querySelector('[data-choose-customer]');
        if (event.key === 'ArrowDown' && first) {
            event.preventDefault();
            first.focus();
        }
    });

    desk.addEventListener('keydown', (event) => {
        const group = event.target.closest('.desk-choices, .desk-places');
        const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (!group || !by) return;
        event.preventDefault();
        const buttons = [...group.querySelectorAll('button')];
        buttons[(buttons.indexOf(event.target) + by + buttons.length) % buttons.length].focus();
    });

    desk.addEventListener('click', (event) => {
        const customer = event.target.closest('[data-choose-customer]');
        const point = event.target.closest('[data-choose-point]');
        if (customer) guarded(() => chooseCustomer(customer.dataset.chooseCustomer, customer.dataset.chooseCustomer ? {} : { focus: 'desk-location' }));
        else if (point) guarded(() => choosePoint(point));
        else if (event.target.closest('[data-tell-outage]')) guarded(tell);
    });

    part('desk-waiting').addEventListener('click', () => guarded(keys.F9));
    part('desk-find-text').addEventListener('input', findSoon);
    part('desk-find').addEventListener('submit', async (event) => {
        event.preventDefault();
        await find();
        const found = part('desk-found').querySelectorAll('[data-choose-customer]');
        if (found.length) found[0].focus();
    });
    part('desk-report').addEventListener('submit', (event) => {
        event.preventDefault();
        guarded(save);
    });
    window.addEventListener('beforeunload', (event) => {
        if (isTouched()) event.preventDefault();
    });

    let knownTimer = 0;
    function refreshKnownWithin(milliseconds) {
        if (!hand.point || knownTimer) return;
        knownTimer = setTimeout(() => {
            knownTimer = 0;
            guarded(showKnown);
        }, milliseconds);
    }

    // What is read out must be right at once. Other outages may or may not reach this place: in a storm their events
    // are answered with one refresh, and not by every desk at the same moment.
    function onOutageEvent(event) {
        const shown = part('desk-known').querySelector('[data-outage]');
        const isShown = shown && shown.dataset.outage === String(event.data.outage);
        refreshKnownWithin(isShown ? 50 : 300 + Math.random() * 400);
    }

    const stream = live.connect({
        topics: ['calls:me', 'outages'],
        after: Number(desk.dataset.livePosition),
        onEvent(event) {
            if (event.name.startsWith('call.')) guarded(() => onCallEvent(event));
            else onOutageEvent(event);
        },
        onReload: () => guarded(readAnew),
    });

    // The stream no longer holds what this page missed: what stands in the form stays, what is known is read anew.
    async function readAnew() {
        await showCall(hand.call);
        stream.resume(Number(line().dataset.position));
        if (hand.point) await showKnown();
    }

    setInterval(showDuration, 1000);
    showDuration();
    guarded(followCaller);
})();
