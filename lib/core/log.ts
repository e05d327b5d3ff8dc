import pino from 'pino';

/** The logger as the panel's code sees it: structured fields first, then a sentence. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

/** Field names whose values never reach a log line, at any of the first three levels of an object. */
const secretFields = [
  'password',
  'rootPassword',
  'passphrase',
  'privateKey',
  'credential',
  'token',
  'secret',
  'cookie',
  'authorization',
  'masterKeys',
];

/** One JSON line per event on standard error, so that standard output stays for what a command answers. */
export function createLogger(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretFields.flatMap((f) => [f, `*.${f}`, `*.*.${f}`]), censor: '[sealed]' },
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
