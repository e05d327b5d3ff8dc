'use client';

import { Button, Group, Stack, Textarea } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCopy } from '@/app/_components/copy';
import { TaughtIn } from '@/app/_components/taught-in';
import { inputText, isInputKey } from '@/lib/shared/input-texts';
import { parseRunLine, type RunLine } from '@/lib/shared/run-line';
import type { LeftOut } from './run-form';
import classes from './run-more.module.css';

interface Props {
  /** The docker run line of the form as it is filled in. */
  line: string;
  /** Fills the form. @returns what of the request has no place there */
  onRead: (read: RunLine) => LeftOut[];
}

interface Typed {
  text: string;
  /** The form's line when the field was left; what changes in the form later replaces what was typed. */
  leftAt: string | null;
}

/** The docker run line of the form, to copy, and to type or paste another that fills the form. What is not taken from it is named. */
export function RunLineField({ line, onRead }: Props) {
  const t = useTranslations('containers.run');
  const common = useTranslations('common');
  const [copied, copy] = useCopy();
  const [typed, setTyped] = useState<Typed | null>(null);
  const [leftOut, setLeftOut] = useState<LeftOut[]>([]);
  const shown = typed !== null && (typed.leftAt === null || typed.leftAt === line) ? typed.text : line;
  const isWrong = shown.trim() !== '' && parseRunLine(shown) === null;
  function take(text: string): void {
    setTyped({ text, leftAt: null });
    const read = parseRunLine(text);
    if (read) setLeftOut([...read.notHeld, ...onRead(read)]);
  }
  return (
    <Stack gap="xs">
      <Textarea
        label={t('standsFor')}
        description={t('lineHint')}
        value={shown}
        error={isWrong && t('lineWrong')}
        onChange={(event) => take(event.currentTarget.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text');
          if (parseRunLine(pasted) === null) return;
          // A whole line replaces the one that is there.
          event.preventDefault();
          take(pasted);
        }}
        onBlur={() => setTyped(isWrong ? { text: shown, leftAt: line } : null)}
        styles={{ input: { fontFamily: 'var(--berth-mono)', fontSize: '0.85rem' } }}
        autosize
        minRows={1}
        maxRows={10}
        autoComplete="off"
        spellCheck={false}
      />
      <Group gap="sm">
        <Button
          variant="default"
          size="compact-sm"
          leftSection={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          onClick={() => copy(line)}
        >
          <span aria-live="polite">{copied ? common('copied') : common('copy')}</span>
        </Button>
        <TaughtIn command={line} />
      </Group>
      <div role="status">{leftOut.length > 0 && <NotTaken leftOut={leftOut} />}</div>
    </Stack>
  );
}

function NotTaken({ leftOut }: { leftOut: LeftOut[] }) {
  const t = useTranslations('containers.run');
  const locale = useLocale();
  return (
    <div className={classes.leftOut}>
      {t('leftOut')}
      <ul>
        {leftOut.map(({ text, why }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same flag may stand there twice, and the list is made anew with each line.
          <li key={index}>
            <code>{text}</code> {isInputKey(why) ? inputText(locale, why) : t(`leftOutWhy.${why}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
