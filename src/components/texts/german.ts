import type { Texts } from './texts.js';

/** German. */
export const GERMAN: Texts = {
  lang: 'de',
  label: 'Emotionsmesser',
  bars: 'Emotionen',
  start: 'Start',
  stop: 'Stopp',
  retry: 'Noch einmal',
  notice:
    'Der Ton bleibt auf diesem Gerät. Die Anzeige ist eine statistische Vermutung aus dem Tonfall, gelernt an gespielter Sprache; sie ist keine Tatsache über einen Menschen.',
  noSource: 'Bitte eine Tonquelle wählen',
  noValue: 'kein Wert',
  percent: 'Prozent',
  states: {
    idle: 'Bereit',
    loading: 'Lädt',
    asking: 'Erlaubnis',
    listening: 'Hört zu',
    stopped: 'Beendet',
    failed: 'Fehler',
  },
  hints: {
    idle: 'Start drücken, um zuzuhören',
    loading: 'Das Modell wird geladen …',
    asking: 'Bitte das Mikrofon erlauben',
    listening: '',
    stopped: 'Start drücken, um weiter zuzuhören',
    failed: 'Hört nicht zu',
  },
  verdicts: {
    hearing: 'Wartet auf Sprache …',
    silence: 'Stille',
    'not-enough-speech': 'Zu wenig Sprache',
    gap: 'Ton ging verloren',
    uncertain: 'Unsicher',
    suspended: 'Der Browser hält den Ton zurück',
    interrupted: 'Vom System unterbrochen',
    muted: 'Das Mikrofon ist stumm',
  },
  emotions: {
    anger: 'Ärger',
    boredom: 'Langeweile',
    calm: 'Ruhe',
    disgust: 'Ekel',
    excitement: 'Aufregung',
    fear: 'Angst',
    frustration: 'Frustration',
    happiness: 'Freude',
    neutral: 'Neutral',
    sadness: 'Trauer',
    surprise: 'Überraschung',
  },
  errors: {
    'invalid-argument': {
      title: 'Eine Einstellung ist unbrauchbar',
      advice: 'Bitte die unten genannte Einstellung berichtigen und es noch einmal versuchen.',
    },
    disposed: {
      title: 'Die Anzeige wurde abgeschaltet',
      advice: 'Bitte die Seite neu laden.',
    },
    'permission-denied': {
      title: 'Das Mikrofon ist nicht erlaubt',
      advice:
        'Bitte das Mikrofon für diese Seite in der Adressleiste oder den Einstellungen des Browsers erlauben und es noch einmal versuchen.',
    },
    'permission-dismissed': {
      title: 'Die Frage nach dem Mikrofon wurde geschlossen',
      advice: 'Bitte noch einmal versuchen und „Zulassen“ wählen.',
    },
    'policy-blocked': {
      title: 'Diese Seite darf kein Mikrofon benutzen',
      advice:
        'Eine Permissions-Policy oder ein Rahmen ohne allow="microphone" verbietet es. Bitte die Seite für sich öffnen oder ihren Betreiber fragen.',
    },
    'insecure-context': {
      title: 'Die Verbindung ist nicht sicher',
      advice:
        'Browser geben das Mikrofon nur sicheren Seiten. Bitte die Seite mit https:// oder auf localhost öffnen.',
    },
    'no-device': {
      title: 'Kein Mikrofon gefunden',
      advice: 'Bitte ein Mikrofon anschließen oder ein anderes wählen und es noch einmal versuchen.',
    },
    'device-busy': {
      title: 'Das Mikrofon lässt sich nicht öffnen',
      advice:
        'Vielleicht benutzt es ein anderes Programm. Bitte dieses schließen und es noch einmal versuchen.',
    },
    'device-lost': {
      title: 'Das Mikrofon wurde getrennt',
      advice: 'Bitte wieder anschließen und es noch einmal versuchen.',
    },
    'no-audio-track': {
      title: 'Es gibt keinen Ton',
      advice: 'Der Strom oder das Medium hat keine Tonspur. Bitte eines mit Ton wählen.',
    },
    'audio-unsupported': {
      title: 'Dieser Browser kann Ton nicht verarbeiten',
      advice: 'Bitte ein aktuelles Chrome, Edge, Firefox oder Safari benutzen.',
    },
    'context-suspended': {
      title: 'Der Browser hält den Ton zurück',
      advice: 'Er wartet auf einen Klick oder Tastendruck auf der Seite. Bitte noch einmal versuchen.',
    },
    'worklet-blocked': {
      title: 'Der Tonprozessor ließ sich nicht laden',
      advice:
        'Seine Datei fehlt, oder eine Content-Security-Policy sperrt sie: script-src muss sie erlauben.',
    },
    'audio-empty': { title: 'Die Datei enthält keinen Ton', advice: 'Bitte eine andere Datei wählen.' },
    'audio-undecodable': {
      title: 'Die Datei ist nicht als Ton lesbar',
      advice: 'Sie ist beschädigt oder in einem unbekannten Format. Bitte WAV, MP3, Ogg oder FLAC versuchen.',
    },
    'model-missing': {
      title: 'Das Modell ließ sich nicht laden',
      advice: 'Bitte die Verbindung und die Adresse der Modelldateien prüfen und es noch einmal versuchen.',
    },
    'model-invalid': {
      title: 'Die Beschreibung des Modells ist ungültig',
      advice: 'Das Manifest ist keines oder von anderer Version. Bitte das Modell neu exportieren.',
    },
    'model-hash': {
      title: 'Die Gewichte des Modells sind verändert',
      advice: 'Ihre Prüfsumme ist nicht die des Manifests. Bitte beide Dateien neu kopieren.',
    },
    'model-truncated': {
      title: 'Die Gewichte des Modells sind beschädigt',
      advice: 'Die Datei ist kürzer oder länger, als das Manifest sagt. Bitte neu kopieren.',
    },
    'model-features': {
      title: 'Das Modell passt nicht zu dieser Version',
      advice: 'Es wurde mit anderen Tonmerkmalen gelernt. Bitte das Modell dieser Version benutzen.',
    },
    'backend-failed': {
      title: 'Das Modell läuft hier nicht',
      advice:
        'Kein Rechenweg besteht seinen Selbsttest. Bitte ein anderes Backend wählen oder den Browser erneuern.',
    },
    'worker-failed': {
      title: 'Der Rechenfaden läuft nicht',
      advice: 'Bitte die Verbindung prüfen, dann noch einmal versuchen oder die Seite neu laden.',
    },
    'worker-timeout': {
      title: 'Der Rechenfaden antwortet nicht',
      advice:
        'Vielleicht ist dieses Gerät überlastet. Bitte andere Programme schließen und es noch einmal versuchen.',
    },
  },
};
