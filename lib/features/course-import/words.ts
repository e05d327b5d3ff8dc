import type { ImportWords } from './draft';

const english: ImportWords = {
  setUp: 'Set up',
  setUpText: 'Prepare the node with the commands of this step. Nothing of it runs by itself.',
  read: 'Read',
  andMore: (title, more) => `${title} and ${more} more`,
  step: (number) => `Step ${number}`,
  continued: (title) => `${title} (continued)`,
  inTerminal: (number) => `in terminal ${number}`,
  onlyIf: (condition) => `Only if ${condition}:`,
  variable: (prompt) => `${prompt} A command of this step asks for it in your terminal.`,
};

const korean: ImportWords = {
  setUp: '준비하기',
  setUpText: '이 단계의 명령으로 노드를 준비하세요. 자동으로 실행되는 것은 없습니다.',
  read: '읽기',
  andMore: (title, more) => `${title} 외 ${more}개`,
  step: (number) => `${number}단계`,
  continued: (title) => `${title} (계속)`,
  inTerminal: (number) => `터미널 ${number}에서`,
  onlyIf: (condition) => `다음 조건에 해당하는 경우: ${condition}`,
  variable: (prompt) => `${prompt} 이 단계의 명령이 터미널에서 값을 묻습니다.`,
};

/** Words in the language of the course; English where the importer has none of that language. */
export const wordsOf = (language: string): ImportWords => (language === 'ko' ? korean : english);

/** The language of texts nobody names: Korean where a good part of the letters is Hangul, else English. */
export function languageOf(texts: Iterable<string>): string {
  let hangul = 0;
  let latin = 0;
  for (const text of texts) {
    hangul += text.match(/[\uac00-\ud7a3]/g)?.length ?? 0;
    latin += text.match(/[a-z]/gi)?.length ?? 0;
  }
  return hangul * 8 > latin ? 'ko' : 'en';
}
