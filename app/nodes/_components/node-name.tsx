import { Link } from '@/app/_components/link';
import type { NodeDto } from '@/lib/shared/nodes';
import classes from './node-name.module.css';

/**
 * A node's name, which leads to it.
 * @param mixed nodes of several classes stand beside it: two of them may be called node0
 */
export function NodeName({ node, mixed }: { node: NodeDto; mixed: boolean }) {
  return (
    <>
      {mixed && node.className !== null && <span className={classes.of}>{node.className} / </span>}
      <Link href={`/nodes/${node.id}`}>{node.name}</Link>
    </>
  );
}
