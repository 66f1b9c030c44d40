import * as z from 'zod/mini';
import { priceSchema } from '#lib/contract/price.ts';

/** The settings file. Apart from what is reckoned with prices: the chat page does that before it needs zod. */
export const priceListSchema = z.record(z.string(), priceSchema);
