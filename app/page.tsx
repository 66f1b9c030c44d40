import { redirect } from 'next/navigation';
import { admit } from '#lib/server/page-access.ts';
import { homeOf } from '#lib/server/policy.ts';

export default async function HomePage() {
  const { role } = await admit('/');
  redirect(homeOf(role));
}
