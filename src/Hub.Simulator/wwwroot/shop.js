const goods = [
  { tin: '朝露', ja: ['煎茶「朝露」', '若葉の香りと澄んだ甘み。70℃で一分。', '100g'], en: ['Sencha “Morning Dew”', 'Young leaves, clear sweetness. One minute at 70 °C.', '100 g'], price: 1620, colours: ['#dfe8c8', '#5b7a2f'] },
  { tin: 'かさね', ja: ['玉露「かさね」', '覆い下で二十日。とろりとした旨み。', '50g'], en: ['Gyokuro “Kasane”', 'Twenty days in the shade. Deep and round.', '50 g'], price: 2700, colours: ['#cfdcc4', '#3f6b46'] },
  { tin: '焚火', ja: ['ほうじ茶「焚火」', '浅煎りの茎茶。香ばしく、後口は軽く。', '80g'], en: ['Hojicha “Campfire”', 'Lightly roasted stems, toasty and clean.', '80 g'], price: 972, colours: ['#ecdcc6', '#9a6236'] },
  { tin: '東雲', ja: ['抹茶「東雲」', 'お薄にも、お菓子づくりにも。', '30g'], en: ['Matcha “Shinonome”', 'For a bowl of usucha, or for baking.', '30 g'], price: 1944, colours: ['#d5e3b5', '#4d7a26'] },
  { tin: '紅ひかり', ja: ['和紅茶「べにひかり」', '蜜のような香り。ミルクにも負けません。', '60g'], en: ['Black tea “Benihikari”', 'Honeyed, and strong enough for milk.', '60 g'], price: 1296, colours: ['#efd5c8', '#9c3f2c'] },
  { tin: '水出し', ja: ['水出しティーバッグ', '冷たい水に入れて三時間。', '12包'], en: ['Cold-brew bags', 'Cold water, three hours.', '12 bags'], price: 1080, colours: ['#d4e5e4', '#39706d'] },
];

let language = localStorage.getItem('sim.language') ?? (navigator.language.startsWith('ja') ? 'ja' : 'en');

function show() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll('[data-ja]')) node.textContent = node.dataset[language];
  document.getElementById('language').textContent = language === 'ja' ? 'English' : '日本語';
  document.getElementById('goods').replaceChildren(...goods.map(card));
}

function card(item) {
  const [name, text, size] = item[language];
  const node = document.createElement('li');
  const tin = document.createElement('div');
  tin.className = 'tin';
  tin.style.setProperty('--light', item.colours[0]);
  tin.style.setProperty('--deep', item.colours[1]);
  tin.append(Object.assign(document.createElement('span'), { textContent: item.tin }));
  const price = new Intl.NumberFormat(language, { style: 'currency', currency: 'JPY' }).format(item.price);
  node.append(tin, ...[['h3', name], ['p', text], ['b', `${price} / ${size}`]].map(([tag, content]) => Object.assign(document.createElement(tag), { textContent: content })));
  return node;
}

document.getElementById('language').addEventListener('click', () => {
  language = language === 'ja' ? 'en' : 'ja';
  localStorage.setItem('sim.language', language);
  show();
});
show();
