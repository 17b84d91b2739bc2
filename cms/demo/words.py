"""The names the demo is made of: people, companies, towns, streets. Plain lists; whoever bears them is invented."""


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split(","))


FEMALE_NAMES = _listed(
    "Anna,Maria,Katarzyna,Małgorzata,Agnieszka,Barbara,Ewa,Krystyna,Elżbieta,Magdalena,Joanna,Aleksandra,Zofia,Monika,"
    "Teresa,Danuta,Natalia,Karolina,Marta,Julia,Beata,Dorota,Janina,Alicja,Jadwiga,Jolanta,Halina,Grażyna,Iwona,Irena,"
    "Paulina,Justyna,Zuzanna,Bożena,Wiktoria,Urszula,Renata,Hanna,Sylwia,Helena,Patrycja,Maja,Izabela,Emilia,Weronika,"
    "Ewelina,Oliwia,Martyna,Wanda,Łucja,Żaneta,Róża,Stanisława,Genowefa,Lidia,Kinga,Gabriela,Dominika,Lena,Amelia"
)
MALE_NAMES = _listed(
    "Piotr,Krzysztof,Andrzej,Tomasz,Jan,Paweł,Michał,Marcin,Jakub,Adam,Stanisław,Marek,Łukasz,Grzegorz,Mateusz,"
    "Wojciech,Mariusz,Dariusz,Zbigniew,Jerzy,Maciej,Rafał,Robert,Kamil,Jacek,Dawid,Szymon,Tadeusz,Kacper,Ryszard,"
    "Bartosz,Józef,Jarosław,Artur,Sławomir,Janusz,Sebastian,Mirosław,Henryk,Damian,Roman,Daniel,Przemysław,Kazimierz,"
    "Patryk,Wiesław,Filip,Marian,Franciszek,Leszek,Zdzisław,Bogdan,Władysław,Edward,Żegota,Świętosław,Ignacy,Hubert,"
    "Cezary,Witold"
)
# A man's surname; a woman's differs where it ends like an adjective.
SURNAMES = _listed(
    "Nowak,Kowalski,Wiśniewski,Wójcik,Kowalczyk,Kamiński,Lewandowski,Zieliński,Szymański,Woźniak,Dąbrowski,Kozłowski,"
    "Jankowski,Mazur,Kwiatkowski,Wojciechowski,Krawczyk,Kaczmarek,Piotrowski,Grabowski,Zając,Pawłowski,Michalski,Król,"
    "Wieczorek,Jabłoński,Wróbel,Nowakowski,Majewski,Olszewski,Stępień,Malinowski,Jaworski,Adamczyk,Dudek,Nowicki,"
    "Pawlak,Górski,Witkowski,Walczak,Sikora,Baran,Rutkowski,Michalak,Szewczyk,Ostrowski,Tomaszewski,Pietrzak,"
    "Zalewski,Wróblewski,Marciniak,Jasiński,Zawadzki,Bąk,Jakubowski,Sadowski,Duda,Włodarczyk,Wilk,Chmielewski,"
    "Borkowski,Sokołowski,Szczepański,Sawicki,Kucharski,Lis,Maciejewski,Kubiak,Kalinowski,Mazurek,Wysocki,Kołodziej,"
    "Kaźmierczak,Czarnecki,Sobczak,Konieczny,Urbański,Głowacki,Wasilewski,Zakrzewski,Krajewski,Sikorski,Laskowski,"
    "Gajewski,Ziółkowski,Szulc,Makowski,Brzeziński,Baranowski,Przybylski,Kaczmarczyk,Borowski,Błaszczyk,Cieślak,"
    "Andrzejewski,Górecki,Szymczak,Mróz,Kania,Łuczak,Ślusarczyk,Żak,Ćwik,Ściborski,Źrebiec,Gołąb,Kruk,Bielecki,Orłowski"
)
COMPANY_TRADES = _listed(
    "Piekarnia,Apteka,Zakład Stolarski,Warsztat Samochodowy,Sklep Spożywczy,Przedszkole,Przychodnia,Hurtownia,"
    "Restauracja,Biuro Rachunkowe,Tartak,Ubojnia,Myjnia,Salon Fryzjerski,Kwiaciarnia,Drukarnia,Pralnia,Młyn,"
    "Hotel,Gospodarstwo Ogrodnicze,Ferma Drobiu,Mleczarnia,Serwis Rolniczy,Wypożyczalnia"
)
COMPANY_MARKS = _listed(
    "Kłos,Jutrzenka,Pod Lipą,Żuraw,Bławatek,Źródełko,Wierzba,Iskra,Pod Kasztanami,Łabędź,Ósemka,Świt,Jarzębina,"
    "Sokół,Rumianek,Dębowa,Na Rogu,Pod Gruszą,Agat,Bursztyn"
)
COMPANY_FORMS = ("sp. z o.o.", "sp.j.", "s.c.", "S.A.", "spółdzielnia")
TOWNS = _listed(
    "Łąkowa,Brzozowa Góra,Nowe Zalesie,Sosnówek,Olszynka Mała,Dębowiec Stary,Żabie Łęgi,Wierzbiny,Kłosowo Wielkie,"
    "Jarzębinów,Mokra Grobla,Świętosze,Rzeczyca Dolna,Czarnolesie,Głogówek Nowy,Miodowa Wola,Strzeliste,Ostrów Żurawi,"
    "Lipiny Królewskie,Podgaje,Kamienna Struga,Borzykowa,Zielątkowo,Wilcze Doły,Śliwnik,Modrzewie,Jeziorzany Małe,"
    "Sitowiec,Topolewo,Gęsia Wola,Bławaty,Chabrowo,Krzemionka,Pszczółki Nowe,Rokitnia,Wądolec,Źródlisko,Ćmielewo,"
    "Łopianów,Turzyca"
)
STREETS = _listed(
    "Łąkowa,Polna,Leśna,Słoneczna,Krótka,Szkolna,Ogrodowa,Lipowa,Brzozowa,Kwiatowa,Sosnowa,Kościelna,Akacjowa,Parkowa,"
    "Zielona,Kolejowa,Sportowa,Dębowa,Kościuszki,Mickiewicza,Słowackiego,Sienkiewicza,Żeromskiego,Konopnickiej,"
    "Kopernika,Chopina,Moniuszki,Prusa,Reja,Kochanowskiego,Norwida,Tuwima,Piłsudskiego,Paderewskiego,Skłodowskiej-Curie,"
    "Plac Wolności,Rynek,Wojska Polskiego,3 Maja,11 Listopada,Spacerowa,Wiśniowa,Klonowa,Jesionowa,Jarzębinowa,"
    "Topolowa,Kasztanowa,Wierzbowa,Olchowa,Świerkowa,Jodłowa,Bukowa,Cisowa,Modrzewiowa,Różana,Fiołkowa,Konwaliowa,Irysowa,"
    "Tulipanowa,Wrzosowa,Malinowa,Jagodowa,Poziomkowa,Morelowa,Śliwkowa,Gruszowa,Jabłoniowa,Czereśniowa,Orzechowa,"
    "Miodowa,Pogodna,Jasna,Cicha,Spokojna,Wesoła,Radosna,Miła,Dobra,Prosta,Długa,Szeroka,Wąska,Górna,Dolna,Nowa,Stara,"
    "Główna,Boczna,Graniczna,Rzeczna,Nadrzeczna,Mostowa,Młyńska,Wodna,Źródlana,Stawowa,Rybacka,Żeglarska,Strażacka,"
    "Fabryczna,Przemysłowa,Składowa,Magazynowa,Warsztatowa,Kowalska,Garncarska,Tkacka,Piekarska,Rzeźnicka,Bednarska,"
    "Zamkowa,Basztowa,Podwale,Ratuszowa,Targowa,Handlowa,Kupiecka,Pocztowa,Dworcowa,Krańcowa,Okrężna,Obwodowa,Żwirowa"
)
TARIFFS_OF_HOUSEHOLDS = ("G11", "G11", "G11", "G11", "G12", "G12w")
TARIFFS_OF_COMPANIES = ("C11", "C11", "C12a", "C21")


def surname_of_a_woman(surname: str) -> str:
    """Return the surname as a woman bears it: Kowalski becomes Kowalska, Nowak stays."""
    if surname.endswith(("ski", "cki", "dzki")):
        return f"{surname[:-1]}a"
    return f"{surname[:-1]}a" if surname == "Konieczny" else surname
