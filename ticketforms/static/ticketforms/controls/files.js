/* Files and photos: each is sent as soon as it is chosen, and the answer names those that have arrived. */
(function () {
  'use strict';

  const MEGABYTE = 1024 * 1024;
  const lists = new WeakMap();

  const token = () => {
    const cookie = document.cookie.split('; ').find((part) => part.startsWith('csrftoken='));
    return cookie ? cookie.slice('csrftoken='.length) : '';
  };

  const sized = (size) => (size >= MEGABYTE ? `${(size / MEGABYTE).toFixed(1)} MB` : `${Math.max(1, Math.round(size / 1024))} kB`);

  function made(tag, className, ...children) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...children);
    return element;
  }

  class Files {
    constructor(element) {
      this.element = element;
      this.changed = () => {};
      this.lines = [];
      this.place = element.querySelector('[data-list]');
      this.input = element.querySelector('input[type=file]');
      this.input.addEventListener('change', (event) => {
        event.stopPropagation();
        Array.from(this.input.files).forEach((file) => this.add(file));
        this.input.value = '';
      });
      this.put(JSON.parse(element.dataset.files || '[]'));
    }

    put(files) {
      this.lines = [];
      this.place.replaceChildren();
      files.forEach((file) => this.arrived(this.line(file.name, file.size), file));
    }

    line(name, size) {
      const remove = made('button', 'tcz-files__remove', '×');
      remove.type = 'button';
      remove.setAttribute('aria-label', `${this.element.dataset.remove}: ${name}`);
      const picture = made('span', 'tcz-files__picture');
      const title = made('span', 'tcz-files__name', name);
      const state = made('span', 'tcz-files__state', sized(size));
      const line = { name, key: 'waiting', row: made('li', 'tcz-files__line', picture, title, state, remove), picture, title, state };
      remove.addEventListener('click', () => this.remove(line));
      this.lines.push(line);
      this.place.append(line.row);
      return line;
    }

    add(file) {
      const words = this.element.dataset;
      if (this.lines.filter((line) => !line.isRefused).length >= Number(words.most)) {
        this.say(words.tooMany);
        this.refuse(this.line(file.name, file.size), words.tooMany);
        return;
      }
      const line = this.line(file.name, file.size);
      if (file.size > Number(words.largest) * MEGABYTE) this.refuse(line, words.tooLarge);
      else this.send(line, file);
    }

    send(line, file) {
      const progress = made('progress', 'tcz-files__progress');
      progress.max = 1;
      progress.value = 0;
      progress.setAttribute('aria-label', file.name);
      line.state.replaceChildren(progress);
      const body = new FormData();
      body.append('file', file);
      const request = new XMLHttpRequest();
      line.request = request;
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable) progress.value = event.loaded / event.total;
      });
      request.addEventListener('loadend', () => this.answered(line, request));
      request.open('POST', this.element.dataset.url);
      request.setRequestHeader('X-CSRFToken', token());
      request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
      request.send(body);
    }

    answered(line, request) {
      if (!this.lines.includes(line)) return;
      let reply = {};
      try {
        reply = JSON.parse(request.responseText);
      } catch {
        reply = {};
      }
      if (request.status === 200 && reply.key) {
        this.arrived(line, reply);
        this.say(`${line.name} ${this.element.dataset.sent}`);
      } else {
        this.refuse(line, reply.message || this.element.dataset.failed);
      }
      this.changed();
    }

    arrived(line, file) {
      line.key = file.key;
      line.file = file;
      const address = `${this.element.dataset.url}${file.key}/`;
      const link = made('a', '', file.name);
      link.href = address;
      link.target = '_blank';
      line.title.replaceChildren(link);
      line.state.replaceChildren(sized(file.size));
      if (!['image/jpeg', 'image/png', 'image/gif', 'image/webp'].includes(file.type)) return;
      const image = made('img', '');
      image.src = `${address}?shown`;
      image.alt = '';
      line.picture.replaceChildren(image);
    }

    /* What was not taken is told at its name and is no part of the answer. */
    refuse(line, message) {
      line.isRefused = true;
      line.row.classList.add('tcz-files__line--refused');
      line.state.replaceChildren(`⚠ ${message}`);
      this.say(`${line.name}: ${message}`);
    }

    remove(line) {
      line.request?.abort();
      const at = this.lines.indexOf(line);
      this.lines.splice(at, 1);
      line.row.remove();
      const next = this.place.children[Math.min(at, this.place.children.length - 1)];
      (next ? next.querySelector('button') : this.input).focus();
      this.changed();
    }

    say(words) {
      this.element.querySelector('[data-status]').textContent = words;
    }

    raw() {
      const keys = this.lines.filter((line) => !line.isRefused).map((line) => line.key);
      return keys.length ? keys : '';
    }
  }

  function filesOf(element) {
    if (!lists.has(element)) lists.set(element, new Files(element));
    return lists.get(element);
  }

  window.tcz.forms.controls.files = {
    raw: (element) => filesOf(element).raw(),
    /* Those that have arrived, as `write` takes them. */
    held: (element) => filesOf(element).lines.filter((line) => line.file).map((line) => line.file),
    write: (element, value) => filesOf(element).put(Array.isArray(value) ? value.filter((file) => file.key) : []),
    attach: (element, changed) => {
      filesOf(element).changed = changed;
    },
  };
})();
