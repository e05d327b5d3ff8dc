import { z } from 'zod';
import { idSchema, localeSchema, pageQuerySchema, roleSchema, timestampSchema } from './common';
import { limits } from './limits';

/** An address as people type it; stored lower-case. Kept to ASCII so that no look-alike can pose as another account. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, { abort: true })
  .regex(/^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/);
export const passwordSchema = z.string().min(limits.passwordMinChars).max(limits.passwordMaxChars);
/** Text a person reads: no control characters, no direction overrides (U+202A–U+202E, U+2066–U+2069). */
export const displayNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100, { abort: true })
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u);

/** As a school writes it: letters and digits, dots, hyphens and slashes between them. */
export const studentNumberSchema = z
  .string()
  .trim()
  .min(1)
  .max(32, { abort: true })
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._/-]*$/u);

export const userSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  locale: localeSchema.nullable(),
  disabled: z.boolean(),
  createdAt: timestampSchema,
});
export type UserDto = z.infer<typeof userSchema>;

export const createUserSchema = z.object({
  email: emailSchema,
  name: displayNameSchema,
  role: roleSchema,
  password: passwordSchema,
});
export type CreateUser = z.infer<typeof createUserSchema>;

export const updateUserSchema = z
  .object({
    name: displayNameSchema,
    role: roleSchema,
    disabled: z.boolean(),
    locale: localeSchema.nullable(),
  })
  .partial();
export type UpdateUser = z.infer<typeof updateUserSchema>;

/** `search`: a part of the name or the address. */
export const usersQuerySchema = pageQuerySchema.extend({ search: z.string().max(100).optional(), role: roleSchema.optional() });
export type UsersQuery = z.infer<typeof usersQuerySchema>;

/** One's own: the old one is asked for. Whoever knew it may have made tokens, so they end unless that is not wanted. */
export const changePasswordSchema = z.object({
  current: z.string().max(limits.passwordMaxChars),
  password: passwordSchema,
  revokeTokens: z.boolean().default(true),
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;
/** Shown once, when made. */
export const newPasswordSchema = z.object({ password: z.string() });
export type NewPasswordDto = z.infer<typeof newPasswordSchema>;

/** One sign-in that has not ended. */
export const sessionSchema = z.object({
  id: idSchema,
  /** As the browser says of itself; null where that is nothing known. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: timestampSchema,
  lastSeenAt: timestampSchema,
  expiresAt: timestampSchema,
  /** The one that asks. */
  current: z.boolean(),
});
export type SessionDto = z.infer<typeof sessionSchema>;

export const signInSchema = z.object({ email: z.string().max(254), password: z.string().max(limits.passwordMaxChars) });

/** The first account: whoever read the token on the panel's console. */
export const setupSchema = z.object({
  token: z.string().trim().min(1).max(100),
  email: emailSchema,
  name: displayNameSchema,
  password: passwordSchema,
});
export type Setup = z.infer<typeof setupSchema>;

export const createTokenSchema = z.object({
  name: displayNameSchema,
  expiresInDays: z.number().int().min(1).max(3650).optional(),
});
export type CreateToken = z.infer<typeof createTokenSchema>;
export const tokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  createdAt: timestampSchema,
  lastUsedAt: timestampSchema.nullable(),
  expiresAt: timestampSchema.nullable(),
});
export type TokenDto = z.infer<typeof tokenSchema>;
/** Shown once, when made. */
export const createdTokenSchema = tokenSchema.extend({ token: z.string() });
export type CreatedTokenDto = z.infer<typeof createdTokenSchema>;

/** An account with what hangs on it. */
export const userDetailSchema = userSchema.extend({
  tokens: z.array(tokenSchema),
  sessions: z.number().int(),
  lastSeenAt: timestampSchema.nullable(),
  classes: z.array(z.object({ id: idSchema, name: z.string(), role: z.enum(['instructor', 'student']) })),
  nodes: z.array(z.object({ id: idSchema, name: z.string() })),
  terminals: z.number().int(),
  /** Jobs and operations it has begun: they stay when it goes. */
  work: z.number().int(),
});
export type UserDetail = z.infer<typeof userDetailSchema>;

export const classSchema = z.object({
  id: idSchema,
  name: z.string(),
  createdAt: timestampSchema,
  /** Over: its students are let in no more and its staff only read. */
  closedAt: timestampSchema.nullable(),
  students: z.number().int(),
  instructors: z.number().int(),
  nodes: z.number().int(),
  nodesReady: z.number().int(),
  /** Nodes nobody has. */
  nodesFree: z.number().int(),
  /** Its sign-in cards carry the passwords of the nodes too. */
  nodePasswordsOnCards: z.boolean(),
  /** Its students may run containers with access to the node (`container-privileges.ts`). */
  containerPrivileges: z.boolean(),
});
export type ClassDto = z.infer<typeof classSchema>;
/** Not what an id looks like: a class is called by either. */
export const classNameSchema = displayNameSchema.regex(/^(?![a-z0-9]{24}$)/);
export const createClassSchema = z.object({
  name: classNameSchema,
  /** A class whose instructors, defaults of new nodes, course and settings this one gets too; its students stay where they are. */
  copyOf: idSchema.optional(),
  /** Its nodes come along, and leave that class; nobody keeps one. */
  moveNodes: z.boolean().default(false),
});
export type CreateClass = z.input<typeof createClassSchema>;
/** Who is enrolled: by the account's id or by its e-mail address. */
export const enrolSchema = z
  .object({ userId: idSchema.optional(), email: emailSchema.optional(), role: z.enum(['instructor', 'student']) })
  .refine(({ userId, email }) => (userId === undefined) !== (email === undefined), { path: ['email'] });
export type Enrol = z.infer<typeof enrolSchema>;
/** One enrolment of a class, with who it is. */
export const memberSchema = z.object({
  userId: idSchema,
  name: z.string(),
  email: z.string(),
  /** As a roster named it. */
  studentNumber: z.string().nullable(),
  role: z.enum(['instructor', 'student']),
  enrolledAt: timestampSchema,
  /** A page of theirs is open. */
  online: z.boolean(),
  /** When they were last heard of, to the minute; null for whoever has not signed in yet. */
  lastSeenAt: timestampSchema.nullable(),
});
export type MemberDto = z.infer<typeof memberSchema>;
