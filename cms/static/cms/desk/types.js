// The type's combobox: two letters or part of a name, arrows, Enter. It knows the list, not what follows the choice.
(() => {
    'use strict';

    const folded = (text) =>
        text.toLowerCase().replace(/ł/g, 'l').normalize('NFD').replace(/\p{Diacritic}/gu, '');

    function rank(option, typed) {
        const shortcut = folded(option.dataset.shortcut);
        const label = folded(option.dataset.label);
        if (shortcut === typed) return 0;
        if (shortcut.startsWith(typed)) return 1;
        if (label.startsWith(typed)) return 2;
        return label.includes(typed) ? 3 : -1;
    }

    function attach(input, list, onChosen) {
        const all = [...list.children];
        let active = null;

        function mark(option) {
            if (active) active.setAttribute('aria-selected', 'false');
            active = option;
            if (!option) {
                input.removeAttribute('aria-activedescendant');
                return;
            }
            option.setAttribute('aria-selected', 'true');
            option.scrollIntoView({ block: 'nearest' });
            input.setAttribute('aria-activedescendant', option.id);
        }

        function open(isOpen) {
            list.hidden = !isOpen;
            input.setAttribute('aria-expanded', String(isOpen));
            if (!isOpen) mark(null);
        }

        function narrow() {
            const typed = folded(input.value.trim());
            const ranked = all
                .map((option) => ({ option, place: typed ? rank(option, typed) : 3 }))
                .filter((entry) => entry.place >= 0)
                .sort((left, right) => left.place - right.place);
            all.forEach((option) => {
                option.hidden = true;
            });
            ranked.forEach(({ option }) => {
                option.hidden = false;
                list.append(option);
            });
            open(ranked.length > 0);
            input.setAttribute('aria-invalid', String(ranked.length === 0));
            mark(ranked.length && typed ? ranked[0].option : null);
        }

        function choose(option) {
            input.value = `${option.dataset.shortcut} ${option.dataset.label}`;
            open(false);
            onChosen(option.dataset.code);
        }

        function step(by) {
            if (list.hidden) narrow();
            const shown = [...list.children].filter((option) => !option.hidden);
            if (!shown.length) return;
            const next = shown.indexOf(active) + by;
            mark(shown[(next + shown.length) % shown.length]);
        }

        input.addEventListener('input', narrow);
        // The focus alone opens nothing: it also comes here after a report is saved, whose outcome is to be read.
        input.addEventListener('focus', () => input.select());
        input.addEventListener('click', () => {
            if (!input.value) narrow();
        });
        input.addEventListener('blur', () => open(false));
        input.addEventListener('keydown', (event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                event.preventDefault();
                step(event.key === 'ArrowDown' ? 1 : -1);
            } else if (event.key === 'Enter' && active && !event.ctrlKey) {
                event.preventDefault();
                choose(active);
            } else if (event.key === 'Escape') {
                open(false);
            }
        });
        // Before the input loses its focus, which would hide the list under the pointer.
        list.addEventListener('mousedown', (event) => {
            event.preventDefault();
            const option = event.target.closest('[role=option]');
            if (option) choose(option);
        });
        return {
            open() {
                input.focus();
                if (!input.value) narrow();
            },
            clear() {
                input.value = '';
                open(false);
            },
        };
    }

    window.tcz = window.tcz || {};
    window.tcz.typeChooser = attach;
})();
