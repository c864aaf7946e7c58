export const en = {
  title: 'Sign in',
  lead: 'Conversations from every channel, one desk.',
  email: 'Email address',
  password: 'Password',
  submit: 'Sign in',
  submitting: 'Signing in…',
  wrong: 'The email address or the password is not right.',
  throttled: (seconds: number) => `Too many attempts. Try again in ${seconds} s.`,
  emailMissing: 'Enter your email address.',
  passwordMissing: 'Enter your password.',
  other: '日本語',
};
