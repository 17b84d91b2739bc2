// The form in hand: opens a type's questions, keeps what their rules look at up to date, tells whether somebody answered.
// Whose call it is and what is done with the answers, the desk knows.
(() => {
    'use strict';

    const { forms, server } = window.tcz;

    // `facts` gives what the server needs to know beside the answers, each time anew.
    function questionsIn(place, facts) {
        let code = '';
        let untouched = '';
        let turn = 0;

        const element = () => place.querySelector('[data-version]');
        const written = () => JSON.stringify(forms.answers(element()));
        const fragmentOf = (chosen, version = 0) => server.drawn(`form/${chosen}/`, { ...facts(), version });

        // Focus goes to the first question; whatever was drawn before is gone. A draft brings its version and answers.
        async function open(chosen, { version = 0, answers = {} } = {}) {
            const fragment = await fragmentOf(chosen, version);
            turn += 1;
            code = chosen;
            place.innerHTML = fragment;
            forms.attach(element());
            untouched = written();
            forms.put(element(), answers);
            const first = element().querySelector('[data-field]:not([data-no-question]):not([hidden])');
            if (first) forms.focus(first);
            else element().querySelector('button').focus();
        }

        // Another customer, place or outage: rules look at it, and empty fields may be filled from it.
        async function lookAgain() {
            if (!element()) return;
            const turnOfThis = ++turn;
            const drawn = document.createElement('div');
            drawn.innerHTML = await fragmentOf(code, Number(element().dataset.version));
            const fresh = drawn.querySelector('[data-version]');
            // A later look, or a version that was published meanwhile: what is asked now stays as it is.
            if (turnOfThis !== turn || !element() || fresh.dataset.version !== element().dataset.version) return;
            const wasTouched = isTouched();
            forms.adopt(element(), fresh);
            if (!wasTouched) untouched = written();
        }

        const isTouched = () => Boolean(element()) && written() !== untouched;

        function clear() {
            turn += 1;
            place.replaceChildren();
        }

        return { element, open, lookAgain, isTouched, clear };
    }

    window.tcz.questionsIn = questionsIn;
})();
