import { useFormatter, useTranslations } from 'next-intl';
import type { HealthSample } from '@/lib/shared/health';
import type { HealthConcern } from '@/lib/shared/health-concerns';
import { type HealthTopic, healthValue, latencyDigits, loadDigits, wholePercent } from './health-values';

/** Values and concerns of a sample as people read them, with their units. */
export function useHealthWords() {
  const t = useTranslations('health');
  const format = useFormatter();
  const digits = (value: number, count: number) =>
    format.number(value, { minimumFractionDigits: count, maximumFractionDigits: count });

  function valueWord(topic: HealthTopic, value: number | null): string {
    if (value === null) return t('unknown');
    if (topic === 'load') return digits(value, loadDigits(value));
    if (topic === 'latency') return t('ms', { value: digits(value, latencyDigits(value)) });
    return t('percent', { value: wholePercent(value) });
  }

  return {
    valueWord,
    word: (sample: HealthSample, topic: HealthTopic) => valueWord(topic, healthValue(sample, topic)),
    concern({ about, level }: HealthConcern, sample: HealthSample): string {
      const value = healthValue(sample, about) ?? 0;
      const shown = about === 'disk' || about === 'memory' ? wholePercent(value) : digits(value, value >= 10 ? 0 : 1);
      return t(`concern.${about}.${level}`, { value: shown });
    },
  };
}
