/**
 * Ties the references of a text to its notes, as soon as both are there for good. A note that comes late changes no
 * word that was painted before: the reference becomes a link, and nothing else.
 */
export class NoteLinks {
  readonly #notes = new Map<string, HTMLElement>();
  readonly #firstMarks = new Map<string, HTMLElement>();
  /** References without a note so far. */
  readonly #waiting = new Map<string, HTMLElement[]>();

  /** Looks for references and notes in a block that is finished. */
  add(block: Node): void {
    if (!(block instanceof HTMLElement)) return;
    if (block.matches('.md-note')) this.#addNote(block);
    for (const found of block.querySelectorAll<HTMLElement>('.md-note, .md-note-mark[data-note]')) {
      if (found.matches('.md-note')) this.#addNote(found);
      else this.#addReference(found);
    }
  }

  #addNote(note: HTMLElement): void {
    const label = keyOf(note);
    // Of two with one label the first one counts.
    if (this.#notes.has(label)) return;
    this.#notes.set(label, note);
    for (const mark of this.#waiting.get(label) ?? []) this.#tie(label, mark, note);
    this.#waiting.delete(label);
  }

  #addReference(mark: HTMLElement): void {
    const label = keyOf(mark);
    const note = this.#notes.get(label);
    if (note !== undefined) this.#tie(label, mark, note);
    else this.#waiting.set(label, [...(this.#waiting.get(label) ?? []), mark]);
  }

  #tie(label: string, mark: HTMLElement, note: HTMLElement): void {
    linkTo(mark, note, 'doc-noteref');
    if (this.#firstMarks.has(label)) return;
    this.#firstMarks.set(label, mark);
    const back = note.querySelector<HTMLElement>(':scope > .md-note-mark');
    if (back !== null) linkTo(back, mark, 'doc-backlink');
  }
}

/** Labels are told apart as GFM does. */
const keyOf = ({ dataset }: HTMLElement): string => (dataset.note ?? '').toLowerCase();

function linkTo(mark: HTMLElement, target: HTMLElement, role: string): void {
  const anchor = document.createElement('a');
  // Names differ only within one answer, and a page has many: the place is found by the node, not by its name.
  anchor.href = `#note-${encodeURIComponent(keyOf(target).toWellFormed())}`;
  anchor.setAttribute('role', role);
  anchor.append(...mark.childNodes);
  anchor.addEventListener('click', (event) => {
    event.preventDefault();
    const place = target.querySelector('a') ?? target;
    target.scrollIntoView({ block: 'nearest' });
    place.focus({ preventScroll: true });
  });
  mark.append(anchor);
}
