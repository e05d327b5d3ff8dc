import { z } from 'zod';
import { displayNameSchema, emailSchema, passwordSchema } from './accounts';
import { idSchema, timestampSchema } from './common';

/** A code as somebody typed it: any case, with or without the hyphen. What it comes to is looked up by the panel. */
export const joinCodeSchema = z.string().trim().min(1).max(40);

/** A student number that can stand for an account: it is typed at the sign-in page in place of an address, so it is kept to ASCII. */
export const numberAsAccountSchema = z
  .string()
  .trim()
  .min(1)
  .max(32, { abort: true })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

/** Until when students may join. */
export const openJoinSchema = z.object({ endsAt: timestampSchema });
export type OpenJoin = z.infer<typeof openJoinSchema>;

/** The join code of a class as its staff see it. */
const joinLinkSchema = z.object({
  code: z.string(),
  /** The address that leads straight to the form. */
  address: z.string(),
  /** The same as a QR code: dark modules as path data in a square of `size`. */
  qr: z.object({ size: z.number().int(), path: z.string() }),
  createdAt: timestampSchema,
  endsAt: timestampSchema,
});
export const classJoinSchema = z.object({
  /** Null: nobody can join by themselves. */
  link: joinLinkSchema.nullable(),
  /** Nodes nobody has: so many can still join. */
  placesLeft: z.number().int(),
  students: z.number().int(),
});
export type ClassJoinDto = z.infer<typeof classJoinSchema>;

/** What somebody with a code is told of the class. */
export const joinSchema = z.object({
  className: z.string(),
  endsAt: timestampSchema,
  placesLeft: z.number().int(),
});
export type JoinDto = z.infer<typeof joinSchema>;

/** A new account: the address or the student number is what they sign in with. */
export const joinAccountSchema = z
  .object({
    name: displayNameSchema,
    email: emailSchema.optional(),
    studentNumber: numberAsAccountSchema.optional(),
    password: passwordSchema,
  })
  .refine(({ email, studentNumber }) => email !== undefined || studentNumber !== undefined, { path: ['email'] });
export type JoinAccount = z.infer<typeof joinAccountSchema>;

/** What a student has in the class afterwards. */
export const joinedSchema = z.object({
  classId: idSchema,
  className: z.string(),
  node: z.object({ id: idSchema, name: z.string() }),
  /** What they type at the sign-in page. */
  account: z.string(),
});
export type JoinedDto = z.infer<typeof joinedSchema>;
