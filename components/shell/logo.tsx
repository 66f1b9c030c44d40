/** The product's mark: a lens between two edges. */
export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" className="shrink-0">
      <rect width="20" height="20" rx="5" className="fill-accent" />
      <path d="M5.5 14.5 10 5l4.5 9.5" fill="none" strokeWidth="1.8" className="stroke-panel" strokeLinejoin="round" />
      <circle cx="10" cy="12" r="1.6" className="fill-panel" />
    </svg>
  );
}
