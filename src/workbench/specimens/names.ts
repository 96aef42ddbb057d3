// Names to invent people of: common ones of many languages, in the Latin spelling that their bearers' documents have,
// with the marks and the lengths that a reader of documents has to live with.

/** Surnames, and given names of men, of women, and of either. */
export interface NameStock {
  readonly surnames: readonly string[];
  readonly men: readonly string[];
  readonly women: readonly string[];
  /** How a full surname is made of them: one, two side by side, or two with a hyphen. */
  readonly double: 'never' | 'spaced' | 'hyphened';
}

const words = (text: string): readonly string[] =>
  text
    .split(/[,\n]\s*/)
    .map((word) => word.trim())
    .filter(Boolean);

export const NAME_STOCKS: Readonly<Record<string, NameStock>> = {
  english: {
    surnames: words(
      'Smith, Jones, Taylor, O’Connor, MacDonald, Fitzgerald, Whitcombe, Ng’ang’a, Hughes, Brown',
    ),
    men: words('James, Oliver, William, Jack, Thomas, George, Rhys'),
    women: words('Olivia, Amelia, Isla, Emily, Grace, Siân, Zoë'),
    double: 'hyphened',
  },
  french: {
    surnames: words(
      'Lefèvre, Dupont, Moreau, Garçon, Noël, Benoît, d’Artois, Le Goff, Saint-Exupère, Hélène',
    ),
    men: words('Jean-Baptiste, François, Étienne, Loïc, Benoît, Aurélien, Jérôme'),
    women: words('Élodie, Anaïs, Marie-Claire, Noémie, Françoise, Océane, Chloé'),
    double: 'hyphened',
  },
  german: {
    surnames: words('Müller, Schäfer, Größmann, Weiß, Köhler, von Arnsberg, Hußmann, Lüdenscheid, Vogel'),
    men: words('Jürgen, Björn, Karl-Heinz, Lukas, Matthäus, Götz'),
    women: words('Käthe, Jördis, Anneliese, Sabine, Ulrike, Hanna-Lena'),
    double: 'hyphened',
  },
  spanish: {
    surnames: words('García, Muñoz, Ibáñez, Núñez, Peña, de la Fuente, Güemes, Hernández, Rodríguez'),
    men: words('José Ramón, Íñigo, Andrés, Joaquín, Martín, Ángel'),
    women: words('María José, Begoña, Inés, Lucía, Soledad, Concepción'),
    double: 'spaced',
  },
  portuguese: {
    surnames: words('Conceição, Simões, Gonçalves, Araújo, dos Santos, Magalhães, Brandão, Assunção'),
    men: words('João, Luís Antônio, Estêvão, Sebastião, Tomás'),
    women: words('Inês, Conceição, Luísa, Antónia, Mônica'),
    double: 'spaced',
  },
  nordic: {
    surnames: words('Sørensen, Ångström, Østergård, Hämäläinen, Þórðarson, Björk, Mäkelä, Nyström, Ærø'),
    men: words('Åke, Jørgen, Väinö, Ægir, Søren, Björn'),
    women: words('Åsa, Sólveig, Päivi, Ingibjörg, Maj-Britt, Ølrun'),
    double: 'hyphened',
  },
  polish: {
    surnames: words('Łukasiewicz, Wiśniewska, Dąbrowski, Żółkiewski, Brzęczyszczykiewicz, Śliwa, Gałczyński'),
    men: words('Łukasz, Paweł, Grzegorz, Mieczysław, Zbigniew'),
    women: words('Małgorzata, Żaneta, Agnieszka, Świętosława, Zofia'),
    double: 'hyphened',
  },
  czech: {
    surnames: words('Dvořák, Černý, Říha, Šťastný, Novotná, Žižka, Krejčí'),
    men: words('Jiří, Ondřej, Tomáš, Zdeněk'),
    women: words('Božena, Kateřina, Štěpánka, Zdeňka'),
    double: 'never',
  },
  hungarian: {
    surnames: words('Szőke, Kőszegi, Nagy, Fűrész, Széchenyi, Hódmezővásárhelyi'),
    men: words('György, Lőrinc, Ödön, Zsolt'),
    women: words('Erzsébet, Györgyi, Ágnes, Zsófia'),
    double: 'never',
  },
  romanian: {
    surnames: words('Brâncuși, Țepeș, Ștefănescu, Călinescu, Dănilă'),
    men: words('Ștefan, Mihăiță, Cătălin'),
    women: words('Ștefania, Mădălina, Ioniță'),
    double: 'never',
  },
  turkish: {
    surnames: words('Yıldırım, Şahin, Öztürk, Çelik, Güneş, İnönü, Dağdeviren'),
    men: words('İbrahim, Gökhan, Çağatay, Oğuz'),
    women: words('Ayşe, Gülşen, Çiğdem, İpek'),
    double: 'never',
  },
  baltic: {
    surnames: words('Kalniņš, Bērziņš, Žemaitis, Paulauskienė, Šķēle, Ģirts, Põldmäe'),
    men: words('Jānis, Ģirts, Žygimantas, Jõgi'),
    women: words('Līga, Kristīne, Ieva, Ülle'),
    double: 'hyphened',
  },
  balkan: {
    surnames: words('Đorđević, Petković, Žižić, Hadžihasanović, Kučan, Šimić'),
    men: words('Đuro, Željko, Siniša, Aleksandar'),
    women: words('Đurđica, Željka, Jelena, Nataša'),
    double: 'hyphened',
  },
  /** Romanised as Doc 9303-3, section 6, does Cyrillic. */
  slavicCyrillic: {
    surnames: words('Ivanov, Kuznetsov, Shcherbakova, Tkachenko, Yushchenko, Zhukov, Rozhdestvenskii'),
    men: words('Dmitrii, Sergei, Yurii, Vsevolod, Ievgen'),
    women: words('Anastasiia, Nataliia, Yuliia, Tetiana, Liudmyla'),
    double: 'never',
  },
  arabic: {
    surnames: words('Al-Basri, El Khoury, Bin Rashid, Abdulrahman, Haddad, Ben Youssef, Al Mansoori'),
    men: words('Mohammed, Abdul Aziz, Jawad, Khalid, Youssef'),
    women: words('Fatima Zahra, Layla, Noor, Huda, Maryam'),
    double: 'never',
  },
  indian: {
    surnames: words(
      'Krishnamurthy, Chaudhary, Iyer, Venkatanarasimharajuvaripeta, Singh, Patel, Bandyopadhyay',
    ),
    men: words('Ravi, Balasubramaniam, Arjun, Satyendra Nath'),
    women: words('Lakshmi, Priyanka, Anjali Devi, Saraswathi'),
    double: 'never',
  },
  chinese: {
    surnames: words('Li, Wang, Ng, Ouyang, Xu, Zhang, Wu, Lü'),
    men: words('Wei, Jianguo, Xiaoming, Kai-Shing, Q'),
    women: words('Xiuying, Mei, Li Hua, Yan, Ai-Ling'),
    double: 'never',
  },
  japanese: {
    surnames: words('Satō, Itō, Kobayashi, Ōtani, Shimizu, Ii'),
    men: words('Kenji, Shō, Haruto, Jun’ichi'),
    women: words('Yūko, Sakura, Naoko, Rin'),
    double: 'never',
  },
  thai: {
    surnames: words('Nilavadhanananda, Dejthamrong, Wongsakul, Charonguang, Srisuwan'),
    men: words('Chayapa, Arnpol, Petch'),
    women: words('Siriporn, Kanokwan, Malai'),
    double: 'never',
  },
  westAfrican: {
    surnames: words('Okonkwo, Adébáyọ, N’Diaye, Diallo, Mensah, Oyekanmi-Adewale'),
    men: words('Kwame, Chukwuemeka, Ousmane, Oluwaseun'),
    women: words('Ngozi, Aïssatou, Efua, Folashade'),
    double: 'hyphened',
  },
  /** People of one name, who have it as their surname (Doc 9303-3, 4.6). */
  single: {
    surnames: words('Sukarno, Arkfreith, Mayasari, Tenzin, Suparman, Nam'),
    men: [],
    women: [],
    double: 'never',
  },
};

export const PLACES: readonly string[] = words(
  'Zenith, Nordfurt, Port Aurel, Santa Esperia, Vila Nova de Lumira, Kirovsk-na-Zore, Trois-Lacs, Bełżec Dolny, Århaven, São Brás, Mühlenbruck, Llanwedd, Kōhama, Al Qasr, New Harbour, Sankt Ägidien, Uusikylä, Dún Álainn, Ouagabé, Tirupatnam',
);
