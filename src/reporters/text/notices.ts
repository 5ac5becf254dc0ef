/** What has to be said of a whole report before its figures. */
export const NOTICES = {
  simulated: 'these figures come from a planted law, not from a machine',
  quick: 'rounds, counts and rests were cut; take this as a first look',
  partial: 'not every planned trial completed',
  invalid: 'do not rely on these figures; the findings say why',
} as const;
