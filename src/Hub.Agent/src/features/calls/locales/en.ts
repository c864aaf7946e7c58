export const en = {
  rings: 'Incoming call',
  outgoing: 'Outgoing call',
  talking: 'In a call',
  on: (line: string) => `on ${line}`,
  withheld: 'Number withheld',
  unknown: 'Unknown number',
  several: (count: number) => `${count} customers have this number`,
  openConversations: 'Open:',
  open: 'Open',
  openKey: 'Alt+O',
  newCustomer: 'New customer',
  hide: 'Hide',
};
