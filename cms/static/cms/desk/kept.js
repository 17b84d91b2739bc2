// Shows which drafts there are beside the one in hand, and where that one went when it is not this page's any more.
// What follows a choice, the desk knows.
(() => {
    'use strict';

    const { server } = window.tcz;

    function keptDrafts({ list, notice, inHand }) {
        // The draft in hand is not offered; the digits count those that are.
        function show(html) {
            if (html !== undefined) list.innerHTML = html;
            const offered = [...list.querySelectorAll('[data-open-draft]')].filter((button) => {
                button.hidden = button.dataset.openDraft === inHand();
                return !button.hidden;
            });
            offered.forEach((button, index) => {
                button.querySelector('kbd').textContent = String(index + 1);
            });
            list.hidden = offered.length === 0;
        }

        async function look() {
            show(await server.fragment('draft/'));
        }

        function focus() {
            list.querySelector('[data-open-draft]:not([hidden])')?.focus();
        }

        // Says what happened and offers what can be done; each choice takes the notice away.
        function tell(message, choices) {
            const line = document.createElement('p');
            line.textContent = message;
            const buttons = choices.map(([words, key, action]) => {
                const button = document.createElement('button');
                button.type = 'button';
                button.className = 'desk-choice';
                const kbd = document.createElement('kbd');
                kbd.textContent = key;
                button.append(kbd, ` ${words}`);
                button.addEventListener('click', () => {
                    hush();
                    action();
                });
                return button;
            });
            const group = document.createElement('span');
            group.className = 'desk-choices';
            group.append(...buttons);
            notice.replaceChildren(line, group);
            notice.hidden = false;
        }

        function hush() {
            notice.hidden = true;
            notice.replaceChildren();
        }

        // Takes the first of the offered choices; false when there is none.
        function choose() {
            const first = notice.querySelector('button');
            if (first) first.click();
            return Boolean(first);
        }

        return { show, look, focus, tell, hush, choose };
    }

    window.tcz.keptDrafts = keptDrafts;
})();
