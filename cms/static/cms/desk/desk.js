// The desk: which call, caller, place and form are in hand, and what each event or key does to them.
// What is shown comes from the server as fragments; what is allowed, the server decides.
(() => {
    'use strict';

    const { server, live, forms, typeChooser, questionsIn, draftKeeper, keptDrafts, telephone } = window.tcz;
    const { texts } = server;
    const part = (id) => document.getElementById(id);
    const desk = part('desk');
    const hand = { call: '', customer: '', point: '' };
    // What is typed of a caller whom nobody knows.
    const CALLER = ['reporter_name', 'reporter_phone', 'location'];
    let saving = null;
    let tried = '';
    let whoTurn = 0;
    let knownTurn = 0;

    const party = () => ({ customer: hand.customer, service_point: hand.point, call: hand.call });
    const typedIn = (name) => part('desk-who').querySelector(`[name=${name}]`)?.value ?? '';
    const reporter = () => Object.fromEntries(CALLER.map((name) => [name, typedIn(name).trim()]));
    const form = questionsIn(part('desk-form'), () => ({ ...party(), ...reporter() }));
    const questions = form.element;
    const keeper = draftKeeper({
        user: desk.dataset.user,
        place: part('desk-draft'),
        isBegun,
        read: readReport,
        onLost: (why, message) => guarded(() => lose(why, message)),
    });
    const drafts = keptDrafts({ list: part('desk-kept'), notice: part('desk-lost'), inHand: keeper.pk });

    // Beside what was saved, never in its place.
    function complain(error) {
        let place = part('desk-problem') || part('desk-outcome').querySelector('.desk-problem');
        if (!place) {
            place = document.createElement('p');
            place.className = 'desk-problem';
            part('desk-outcome').append(place);
        }
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

    const phone = telephone({
        bar: part('desk-call'),
        list: part('desk-waiting'),
        me: desk.dataset.user,
        held: () => hand.call,
        isBusy: () => isTouched() && !isGone(),
        open: takeCall,
        letGo,
    });

    function isTouched() {
        const inputs = [part('desk-find-text'), ...part('desk-who').querySelectorAll('input')];
        return form.isTouched() || inputs.some((input) => input.value !== input.defaultValue);
    }

    async function takeCall(pk) {
        await saving;
        await phone.show(pk);
        const { call } = phone.line().dataset;
        if (hand.call === call && part('desk-who').childElementCount && !isGone()) return;
        const isKept = await setAside();
        hand.call = call;
        startOver();
        if (!(await openDraftOfCall())) await followCaller();
        if (isKept) await drafts.look();
    }

    async function followCaller() {
        const { call, customer } = phone.line().dataset;
        // Of a call that rings nothing opens: others may answer it.
        if (!call || phone.state() === 'ringing') return;
        hand.call = call;
        const candidates = phone.line().querySelector('[data-choose-customer]');
        if (customer) await chooseCustomer(customer, { isTold: true });
        else if (candidates) candidates.focus();
        else await chooseCustomer('', { focus: 'desk-find-text' });
    }

    // Somebody else has the call now: what only lay on the screen goes, what was begun stays.
    async function letGo(pk) {
        const wasMine = phone.isRunning();
        if (!wasMine) hand.call = '';
        if (wasMine || isTouched()) {
            await phone.show(pk);
            return;
        }
        startOver();
        await phone.show('');
        await followCaller();
    }

    // One event after the other: the answers of the server must not overtake each other.
    let turn = Promise.resolve();
    function inTurn(action) {
        turn = turn.then(() => guarded(action));
        return turn;
    }

    // --- the draft --------------------------------------------------------------------------------------------

    function isBegun() {
        return isTouched() || Boolean(questions()) || part('desk-type').value !== '';
    }

    // What this page tried to save itself is ended by that, though it may not have heard so: it is saved again, once.
    const isGone = () => Boolean(keeper.lost()) && !(keeper.lost() === 'ended' && tried === keeper.key());

    function readReport() {
        return {
            ...party(),
            version: questions() ? Number(questions().dataset.version) : 0,
            answers: questions() ? forms.held(questions()) : {},
            texts: {
                ...Object.fromEntries(CALLER.map((name) => [name, typedIn(name)])),
                search: part('desk-find-text').value,
                type: part('desk-type').value,
                focus: focused(),
            },
        };
    }

    function focused() {
        const field = document.activeElement.closest('[data-field]');
        return field ? `field:${field.dataset.field}` : document.activeElement.id;
    }

    function focusAgain(name) {
        const code = name.startsWith('field:') ? name.slice('field:'.length) : '';
        const field = code && questions() && questions().querySelector(`[data-field="${CSS.escape(code)}"]`);
        if (field) forms.focus(field);
        else (part(name) || part('desk-type')).focus();
    }

    // What is typed stays on the server, and the screen is free for somebody else; nothing typed is not worth keeping.
    async function setAside() {
        const isKept = isTouched();
        if (isKept) await keeper.flush();
        else if (keeper.pk() && !keeper.lost()) await server.tell('draft/drop/', { draft: keeper.pk() });
        return isKept;
    }

    async function openDraftOfCall() {
        const { draft, call } = phone.line().dataset;
        if (!draft) return false;
        const opened = await server.tell('draft/open/', { call });
        if (!opened.draft) return false;
        await putBack(opened);
        return true;
    }

    // The screen is what it was when this was typed: who, where, what, and the cursor.
    async function putBack({ draft: opened, list }) {
        startOver();
        if (!opened) return;
        hand.call = opened.call;
        if (opened.call && opened.call !== phone.line().dataset.call) await phone.show(opened.call);
        if (opened.customer || opened.call || opened.texts.location || opened.texts.reporter_name) {
            await chooseCustomer(opened.customer, { isTold: true, point: opened.service_point, focus: 'desk-type' });
        }
        part('desk-find-text').value = opened.texts.search || '';
        CALLER.forEach((name) => {
            const input = part('desk-who').querySelector(`[name=${name}]`);
            if (input) input.value = opened.texts[name] || '';
        });
        part('desk-type').value = opened.texts.type || '';
        if (opened.type) await form.open(opened.type, { version: opened.version, answers: opened.answers });
        keeper.begin(opened);
        keeper.settle();
        drafts.show(list);
        focusAgain(opened.texts.focus || '');
    }

    async function openDraft(pk) {
        await saving;
        await setAside();
        await putBack(await server.tell('draft/open/', { draft: pk }));
        await drafts.look();
    }

    async function dropDraft() {
        if (!isBegun() || saving) return;
        await keeper.flush();
        const pk = keeper.pk();
        if (pk && !keeper.lost()) await server.tell('draft/drop/', { draft: pk });
        keeper.end();
        hand.call = '';
        startOver();
        if (pk) drafts.tell(texts.dropped, [[texts.takeBack, 'Alt+Z', () => inTurn(() => openAgain(pk))]]);
        await followCaller();
        await drafts.look();
    }

    async function openAgain(pk) {
        await setAside();
        await putBack(await server.tell('draft/again/', { draft: pk }));
        await drafts.look();
    }

    // What stands here is not taken any more: it stays to be read, and cannot be typed into until somebody decides.
    async function lose(why, message) {
        if (saving || !isGone()) return;
        const pk = keeper.pk();
        part('desk-report').inert = true;
        const choices = {
            moved: [[texts.takeBack, 'Alt+Z', () => inTurn(() => takeBack(pk))]],
            elsewhere: [
                [texts.keepThis, 'Alt+Z', () => inTurn(() => insist(pk))],
                [texts.takeThat, '', () => inTurn(() => openDraft(pk))],
            ],
            ended: [[texts.writeAnew, 'Alt+Z', writeAnew]],
        };
        drafts.tell(message, choices[why]);
        await drafts.look();
    }

    async function takeBack(pk) {
        await putBack(await server.tell('draft/back/', { draft: pk }));
        await drafts.look();
    }

    async function insist(pk) {
        const there = await server.tell('draft/open/', { draft: pk });
        part('desk-report').inert = false;
        keeper.goOnFrom(there.draft.revision);
    }

    function writeAnew() {
        part('desk-report').inert = false;
        keeper.renew();
    }

    // --- who and where ----------------------------------------------------------------------------------------

    async function chooseCustomer(pk, { isTold = false, focus = '', point = '' } = {}) {
        const turnOfThis = ++whoTurn;
        const focused = document.activeElement;
        part('desk-found').replaceChildren();
        part('desk-find-text').value = '';
        const fragment = await server.fragment('who/', { customer: pk, call: hand.call, service_point: point });
        // A later choice, or another call, has come in between.
        if (turnOfThis !== whoTurn) return;
        hand.customer = pk;
        hand.point = '';
        part('desk-who').innerHTML = fragment;
        const chosen = part('desk-who').querySelector('[data-choose-point][aria-checked=true]');
        const several = part('desk-who').querySelector('[data-choose-point]');
        if (chosen) hand.point = chosen.dataset.choosePoint;
        // Whoever has gone on meanwhile is not called back.
        const hasGoneOn = document.activeElement !== focused && document.activeElement !== document.body;
        // The focus moves before anything else is waited for: whoever types already is not interrupted later.
        if (focus && !hasGoneOn) part(focus).focus();
        else if (several && !chosen && !hasGoneOn) several.focus();
        else if (!hasGoneOn) part('desk-type').focus();
        if (pk && hand.call && !isTold) {
            await server.tell('attach/', { customer: pk, call: hand.call });
            await phone.show(hand.call);
        }
        keeper.changed();
        await showKnown();
        if (!focus) lookFirst();
    }

    async function choosePoint(button) {
        desk.querySelectorAll('[data-choose-point]').forEach((other) => {
            other.setAttribute('aria-checked', String(other === button));
        });
        hand.point = button.dataset.choosePoint;
        part('desk-type').focus();
        keeper.changed();
        await showKnown();
        lookFirst();
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
        await form.lookAgain();
    }

    // What to speak of first: the outage at the place, else the ticket that is open. Whoever types already goes on.
    function lookFirst() {
        const type = part('desk-type');
        const first = part('desk-known').querySelector('[data-pop-first]');
        const isFree = document.activeElement === type && !type.value && part('desk-types').hidden;
        if (first && isFree) first.focus();
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
        await saving;
        part('desk-outcome').replaceChildren();
        await form.open(code);
        keeper.changed();
    }

    function resetForm() {
        chooser.clear();
        form.clear();
        drafts.hush();
        part('desk-report').inert = false;
    }

    function startOver() {
        whoTurn += 1;
        knownTurn += 1;
        resetForm();
        keeper.begin(null);
        hand.customer = '';
        hand.point = '';
        part('desk-outcome').replaceChildren();
        part('desk-who').replaceChildren();
        part('desk-known').replaceChildren();
    }

    // What stands in the caller's fields is saved with the ticket: it does not keep the next call away.
    function settle() {
        part('desk-who').querySelectorAll('input').forEach((input) => {
            input.defaultValue = input.value;
        });
    }

    async function save() {
        if (!questions() || saving || isGone()) return;
        tried = keeper.key();
        const focusedBefore = document.activeElement;
        const report = part('desk-report');
        report.setAttribute('aria-busy', 'true');
        // Nothing can be typed that the ticket on its way would not hold.
        report.inert = true;
        let error = null;
        saving = send().catch((reason) => {
            error = reason;
        });
        await saving;
        saving = null;
        report.inert = false;
        report.removeAttribute('aria-busy');
        if (!error) {
            part('desk-type').focus();
            await showKnown();
            return;
        }
        if (!(error instanceof server.Refused)) throw error;
        complain(error);
        if (error.renew) keeper.renew();
        const wrong = questions() ? forms.showErrors(questions(), error.errors) : [];
        if (wrong.length) forms.focus(wrong[0]);
        else focusedBefore.focus();
    }

    async function send() {
        const saved = await server.send('register/', {
            ...party(),
            version: Number(questions().dataset.version),
            answers: forms.answers(questions()),
            ...reporter(),
            key: keeper.key(),
        });
        resetForm();
        keeper.end();
        settle();
        part('desk-outcome').innerHTML = saved.html;
    }

    // What was done last: a decision that is offered, an outage joined, a report saved.
    function takeLastBack() {
        if (drafts.choose()) return undefined;
        const joined = part('desk-outcome').querySelector('[data-undo-join]');
        if (joined) return leaveOutage(joined);
        const saved = part('desk-outcome').querySelector('[data-undo-save]');
        return saved ? takeSaveBack(saved.dataset.undoSave) : undefined;
    }

    async function takeSaveBack(ticket) {
        await setAside();
        await putBack(await server.tell('undo/save/', { ticket }));
        await drafts.look();
        await showKnown();
    }

    async function leaveOutage(button) {
        const { ticket, undoJoin: outage } = button.dataset;
        const { message } = await server.tell('undo/join/', { ticket, outage });
        button.parentElement.textContent = message;
        await showKnown();
    }

    async function tell() {
        const button = desk.querySelector('[data-tell-outage]');
        if (!button) return;
        const told = await server.tell('told/', { ...party(), outage: button.dataset.tellOutage });
        part('desk-told').innerHTML = told.html;
    }

    async function wrapUp() {
        if (!phone.line().querySelector('[data-wrap-done]')) return;
        const pk = phone.line().dataset.call;
        await server.tell('done/', { call: pk });
        await phone.show(pk);
    }

    // --- keys, clicks, the live stream ------------------------------------------------------------------------

    const keys = {
        F2: () => part('desk-find-text').focus(),
        F4: () => chooser.open(),
        F7: () => wrapUp(),
        F6: () => drafts.focus(),
        F8: () => tell(),
        F9: () => inTurn(phone.takeFirst),
    };

    function onDigit(event) {
        // Where nothing has the focus, the digits are for whoever calls.
        const group =
            event.target === document.body
                ? part('desk-call').querySelector('.desk-choices')
                : event.target.closest('.desk-choices, .desk-places');
        if (!group) return;
        const buttons = [...group.querySelectorAll('button')];
        const chosen = buttons.find((button) => button.querySelector('kbd')?.textContent === event.key);
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
        } else if (event.key === 's' && event.ctrlKey) {
            event.preventDefault();
            guarded(keeper.flush);
        } else if (event.key === 'Delete' && event.altKey) {
            event.preventDefault();
            inTurn(dropDraft);
        } else if (event.key.toLowerCase() === 'z' && event.altKey) {
            event.preventDefault();
            inTurn(takeLastBack);
        } else if (event.key === '1' && event.altKey) {
            event.preventDefault();
            part('desk-outcome').querySelector('[data-rec-join] [type=submit]')?.click();
        } else if (event.key === 'F1' || (event.key === '?' && !isTyping(event.target))) {
            // A field that can say why it is so has taken these keys already; else they tell the keys.
            event.preventDefault();
            if (!part('desk-help').open) part('desk-help').showModal();
        } else if (/^\p{L}$/u.test(event.key) && !event.altKey && !event.ctrlKey && !event.metaKey && event.target.closest('[data-pop-first]')) {
            // Typing there means the type: the letter goes to it.
            part('desk-type').focus();
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
        const draft = event.target.closest('[data-open-draft]');
        if (customer) guarded(() => chooseCustomer(customer.dataset.chooseCustomer, customer.dataset.chooseCustomer ? {} : { focus: 'desk-location' }));
        else if (point) guarded(() => choosePoint(point));
        else if (draft) inTurn(() => openDraft(draft.dataset.openDraft));
        else if (event.target.closest('[data-undo-join], [data-undo-save]')) inTurn(takeLastBack);
        else if (event.target.closest('[data-tell-outage]')) guarded(tell);
        else if (event.target.closest('[data-wrap-done]')) guarded(wrapUp);
        else if (event.target.closest('[data-remove-row], [data-add], [data-switch]')) keeper.changed();
    });

    ['input', 'change'].forEach((kind) => desk.addEventListener(kind, keeper.changed));
    part('desk-drop').addEventListener('click', () => inTurn(dropDraft));
    part('desk-who').addEventListener('change', () => guarded(form.lookAgain));
    part('desk-waiting').addEventListener('click', (event) => {
        const chosen = event.target.closest('[data-take-call]');
        if (chosen) inTurn(() => phone.take(chosen.dataset.takeCall, true));
    });
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
        if (keeper.isAhead()) event.preventDefault();
    });
    window.addEventListener('pagehide', keeper.leave);

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

    // A colleague answered the call that this was begun in, or took back what had come with one.
    async function onHandedOver(event) {
        if (String(event.data.from) !== desk.dataset.user) return;
        if (String(event.data.draft) === keeper.pk()) await keeper.ask();
        await drafts.look();
    }

    const stream = live.connect({
        topics: ['calls:me', 'outages', ...(desk.dataset.callbacks ? ['callbacks'] : [])],
        after: Number(desk.dataset.livePosition),
        onEvent(event) {
            if (event.name === 'call.dial_failed') document.dispatchEvent(new CustomEvent('tcz:dial-failed', { detail: event.data.why }));
            else if (event.name.startsWith('callback.')) document.dispatchEvent(new CustomEvent('tcz:callbacks'));
            else if (event.name.startsWith('call.')) inTurn(() => phone.onEvent(event));
            else if (event.name === 'draft.handed_over') inTurn(() => onHandedOver(event));
            else onOutageEvent(event);
        },
        onReload: () => inTurn(readAnew),
    });

    // What stands in the form stays, what is known is read anew.
    async function readAnew() {
        stream.resume(await phone.readAnew());
        if (hand.point) await showKnown();
    }

    inTurn(async () => {
        await keeper.sendLeft();
        const chosen = desk.dataset.customer;
        if (phone.isRunning() && (await openDraftOfCall())) return;
        // Whom somebody chose elsewhere, and what is typed already, is not covered by what was begun before.
        const isFree = () => !chosen && !phone.isRunning() && !isBegun() && !part('desk-find-text').value;
        if (isFree()) {
            const opened = await server.tell('draft/open/', {});
            if (opened.draft && isFree()) {
                await putBack(opened);
                return;
            }
        }
        await drafts.look();
        await followCaller();
        if (!chosen) return;
        await chooseCustomer(chosen);
        window.history.replaceState(null, '', window.location.pathname);
    });
})();
