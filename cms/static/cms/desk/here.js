// Keeps what the server has not got yet in this browser, by who typed it; it knows neither the server nor the desk.
// A browser that keeps nothing (a private window) is no reason to stop: then only the server has it.
(() => {
    'use strict';

    const NAME = 'tcz-desk';
    const DRAFTS = 'drafts';

    function done(request) {
        return new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
    }

    let opened = null;
    function database() {
        if (!opened) {
            opened = new Promise((resolve, reject) => {
                const request = indexedDB.open(NAME, 1);
                request.onupgradeneeded = () => request.result.createObjectStore(DRAFTS, { keyPath: 'key' });
                request.onsuccess = () => resolve(request.result);
                request.onerror = () => reject(request.error);
            });
        }
        return opened;
    }

    async function within(mode, action, otherwise) {
        try {
            const store = (await database()).transaction(DRAFTS, mode).objectStore(DRAFTS);
            return await done(action(store));
        } catch {
            return otherwise;
        }
    }

    window.tcz = window.tcz || {};
    window.tcz.here = {
        put: (user, body) => within('readwrite', (store) => store.put({ key: body.key, user, body }), undefined),
        remove: (key) => within('readwrite', (store) => store.delete(key), undefined),
        async of(user) {
            const all = await within('readonly', (store) => store.getAll(), []);
            return all.filter((one) => one.user === user).map((one) => one.body);
        },
    };
})();
