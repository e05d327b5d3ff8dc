import { splitReference } from '@/lib/gateways/docker/reference';
import { imageOf } from '../asking/docker';
import { asList, failed, passed, sameWords } from '../conclusions';
import { defineKind, type RegistryImage, type Verdict } from '../kind';
import { type Trouble, troubled } from '../trouble';

interface Facts {
  images: Array<{ ref: string; there: RegistryImage | null; onNode: string[] | null }>;
}

/** An image in the class's registry, asked of the registry itself. */
export const registry = defineKind<'registry', Facts | Trouble>({
  is: 'registry',
  hears: ['image'],
  channel: 'E',
  async ask(look, spec) {
    const at = look.registry;
    if (!at) return troubled('registry_down');
    const images = await Promise.all(
      asList(spec.ref).map(async (ref) => {
        const { fromImage, tag = 'latest' } = splitReference(ref);
        const there = await look.once(`registry ${ref}`, () => look.registryReader.read(at, withoutHost(fromImage), tag));
        return { ref, there, onNode: spec.sameAsNode ? ((await imageOf(look, ref))?.diffIds ?? null) : null };
      }),
    );
    return { images };
  },
  conclude(spec, facts) {
    const { images } = facts as Facts;
    const there = images.filter((one) => one.there !== null);
    if (spec.state === 'absent')
      return there.length === 0 ? passed() : failed('registry_present', { found: there.map((one) => one.ref) });
    if (there.length === 0) return failed('registry_missing', { wanted: images[0]?.ref });
    if (!spec.sameAsNode) return passed(there[0]?.there?.digest);
    const verdicts = there.map(({ ref, there: image, onNode }): Verdict => {
      if (!onNode) return failed('image_missing', { wanted: ref });
      const isSame = image?.diffIds.some((ids) => sameWords(ids, onNode));
      return isSame ? passed(image?.digest) : failed('registry_differs', { where: ref });
    });
    return verdicts.find(({ verdict }) => verdict === 'passed') ?? (verdicts[0] as Verdict);
  },
});

/** `localhost:5000/myubuntu/1.0` is `myubuntu/1.0` in the registry (distribution/reference). */
function withoutHost(name: string): string {
  const [first = '', ...rest] = name.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (hasHost) return rest.join('/');
  return rest.length === 0 ? `library/${name}` : name;
}
