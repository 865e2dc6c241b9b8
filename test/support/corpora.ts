const folder = process.env['EMOTION_CORPORA'];

/** The folder that holds `emodb/`, `ravdess/` and so on; tests that need recordings skip without it. */
export const corpora = folder === '' ? undefined : folder;
