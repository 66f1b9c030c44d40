import { ApiError } from '#lib/contract/errors.ts';

/** Nobody is signed in, or not any more. */
export const signInFirst = () => new ApiError('sign_in_required', 'Sign in first.');
