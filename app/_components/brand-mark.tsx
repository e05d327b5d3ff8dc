/** Plates on a bench: a thin writable one over solid ones. */
export function BrandMark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#15677d" />
      <rect x="9" y="7" width="14" height="4" rx="1.2" fill="none" stroke="#f4f1ea" strokeWidth="1.6" strokeDasharray="2.4 1.6" />
      <rect x="7" y="13" width="18" height="4" rx="1.2" fill="#e3b27c" />
      <rect x="5" y="19" width="22" height="5" rx="1.2" fill="#f4f1ea" />
    </svg>
  );
}
