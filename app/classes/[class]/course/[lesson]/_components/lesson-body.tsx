import type { CSSProperties, ReactNode } from 'react';
import type { LessonBlock, LessonInline } from '@/lib/shared/courses';
import { CodeBlock } from './code-block';
import { InlineCode } from './inline-code';
import classes from './lesson-body.module.css';
import { Measure } from './measure';
import { NoteHead } from './note-head';
import { Picture } from './picture';
import { StepCard } from './step-card';

/** The text of a lesson, rendered on the server: the browser gets elements, and neither Markdown nor its parser. */
export function LessonBody({ blocks, hash }: { blocks: readonly LessonBlock[]; hash: string }) {
  return <div className={classes.body}>{renderBlocks(blocks, hash)}</div>;
}

// Neither blocks nor pieces of a line are ever reordered: their place is their key.
const at = (index: number): string => `at-${index}`;

function renderBlocks(blocks: readonly LessonBlock[], hash: string): ReactNode[] {
  return blocks.map((block, index) => <Block key={at(index)} block={block} hash={hash} />);
}

function Block({ block, hash }: { block: LessonBlock; hash: string }): ReactNode {
  switch (block.t) {
    case 'p':
      return <p>{renderInline(block.c)}</p>;
    case 'heading': {
      const Heading = `h${block.level}` as const;
      return <Heading>{renderInline(block.c)}</Heading>;
    }
    case 'code':
      return <CodeBlock code={block.v} lang={block.lang} />;
    case 'list': {
      const items = block.items.map((item, index) => <li key={at(index)}>{renderBlocks(item, hash)}</li>);
      return block.ordered ? <ol start={block.start ?? undefined}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'quote':
      return <blockquote>{renderBlocks(block.c, hash)}</blockquote>;
    case 'table':
      return <Table table={block} />;
    case 'rule':
      return <hr />;
    case 'note':
      return (
        <div className={`${classes.note} ${classes[block.kind]}`} role="note">
          <NoteHead kind={block.kind} />
          {renderBlocks(block.c, hash)}
        </div>
      );
    case 'picture':
      return <Picture hash={hash} name={block.name} alt={block.alt} live={block.live} />;
    case 'step':
      return <StepCard id={block.id} />;
  }
}

function Table({ table }: { table: Extract<LessonBlock, { t: 'table' }> }) {
  const align = (index: number): CSSProperties => ({ textAlign: table.align[index] ?? 'start' });
  return (
    <div className={classes.table}>
      <table>
        <thead>
          <tr>
            {table.head.map((cell, index) => (
              <th key={at(index)} scope="col" style={align(index)}>
                {renderInline(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, number) => (
            <tr key={at(number)}>
              {row.map((cell, index) => (
                <td key={at(index)} style={align(index)}>
                  {renderInline(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function renderInline(pieces: readonly LessonInline[]): ReactNode[] {
  return pieces.map((piece, index) => <Inline key={at(index)} piece={piece} />);
}

function Inline({ piece }: { piece: LessonInline }): ReactNode {
  switch (piece.t) {
    case 'text':
      return piece.v;
    case 'strong':
      return <strong>{renderInline(piece.c)}</strong>;
    case 'em':
      return <em>{renderInline(piece.c)}</em>;
    case 'del':
      return <del>{renderInline(piece.c)}</del>;
    case 'code':
      return <InlineCode text={piece.v} />;
    case 'kbd':
      return <kbd>{piece.v}</kbd>;
    case 'link':
      return <LessonLink href={piece.href}>{renderInline(piece.c)}</LessonLink>;
    case 'measure':
      return <Measure of={piece.of} />;
    case 'break':
      return <br />;
  }
}

/** The course's reader lets no other kind through; what an older version let through is shown as text. */
function LessonLink({ href, children }: { href: string; children: ReactNode }) {
  if (href.startsWith('#')) return <a href={href}>{children}</a>;
  if (!/^https?:\/\//i.test(href)) return children;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
