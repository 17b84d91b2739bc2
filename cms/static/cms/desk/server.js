// Speaks with the desk's own addresses: fetches fragments, posts what the agent did. It knows no panel.
(() => {
    'use strict';

    const config = JSON.parse(document.getElementById('wagtail-config').textContent);
    const root = document.getElementById('desk').dataset.root;
    const texts = JSON.parse(document.getElementById('desk-texts').textContent);

    class Refused extends Error {
        constructor(message, { errors, renew, why } = {}) {
            super(message);
            this.errors = errors || {};
            // What was sent is another matter than this key stands for.
            this.renew = Boolean(renew);
            // Of a draft: "ended", "moved" to a colleague, or written "elsewhere" by another page.
            this.why = why || '';
        }
    }

    async function ask(path, options) {
        let response;
        try {
            response = await fetch(root + path, {
                ...options,
                credentials: 'same-origin',
                headers: { 'X-Requested-With': 'XMLHttpRequest', ...options.headers },
            });
        } catch {
            throw new Refused(texts.unreachable);
        }
        if (response.redirected || response.status === 403) throw new Refused(texts.loggedOut);
        if (response.ok) return response;
        const isJson = (response.headers.get('Content-Type') || '').includes('json');
        const body = isJson ? await whole(response.json()) : {};
        throw new Refused(body.message || (response.status === 404 ? texts.gone : texts.failed), body);
    }

    // An answer may break off in the middle: then nobody knows how it ended, and it is asked again.
    async function whole(body) {
        try {
            return await body;
        } catch {
            throw new Refused(texts.unreachable);
        }
    }

    const post = (path, body, type, more) =>
        ask(path, { ...more, method: 'POST', body, headers: { [config.CSRF_HEADER_NAME]: window.tcz.csrfToken(config.CSRF_TOKEN), ...type } });

    window.tcz = window.tcz || {};
    window.tcz.server = {
        texts,
        Refused,
        async fragment(path, keys = {}) {
            const named = Object.entries(keys).filter(([, value]) => value);
            const query = named.length ? `?${new URLSearchParams(named)}` : '';
            return whole((await ask(path + query, { method: 'GET' })).text());
        },
        async found(text) {
            return whole((await post('find/', new URLSearchParams({ text }))).text());
        },
        async tell(path, fields) {
            return whole((await post(path, new URLSearchParams(fields))).json());
        },
        // A fragment that depends on what was typed: names and numbers do not stand in an address.
        async drawn(path, body) {
            return whole((await post(path, JSON.stringify(body), { 'Content-Type': 'application/json' })).text());
        },
        async send(path, body, more) {
            return whole((await post(path, JSON.stringify(body), { 'Content-Type': 'application/json' }, more)).json());
        },
    };
})();
