import { expect, test } from 'vitest';
import { isDestroying } from './destroys';

test.each([
  'docker rm -f a',
  'ls && rm -r /x',
  'docker system prune',
  "cat > a <<'EOF'\nx\nEOF\nrm a",
  "bash <<'EOF'\nrm a\nEOF",
  'cat > a <<EOF\n$(rm b)\nEOF',
])('what deletes is found: %s', (run) => expect(isDestroying(run)).toBe(true));

test.each([
  'docker run --rm a',
  "cat > Dockerfile <<'EOF'\nRUN rm -rf /var/cache\nEOF",
  "mkdir -p a\nsed 's/x/\\t/g' >> a/b <<'END'\n\trm x\nEND",
])('the text of a file that is written deletes nothing: %s', (run) => expect(isDestroying(run)).toBe(false));
