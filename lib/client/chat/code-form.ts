import { CODE_FORM_IDS, type CodeFormId } from '#lib/domain/chat/code/forms.ts';

const KEY = 'ruijing.code.1';

/** The form of code that this browser was last shown. */
export function rememberedCodeForm(): CodeFormId {
  try {
    const remembered = localStorage.getItem(KEY);
    return CODE_FORM_IDS.find((id) => id === remembered) ?? 'curl';
  } catch {
    // A browser may refuse storage: it then starts with the first one.
    return 'curl';
  }
}

export function rememberCodeForm(id: CodeFormId): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // The same.
  }
}
