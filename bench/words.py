"""The vocabulary of the corpus."""

COMMON = """the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one
you were all her she there would their we him been has when who will no more if out so up said what its about than into them
can only other time new some could these two may first then do any like my now over such our man me even most made after also
did many off before must well back through years much where your way down should because long each just state those people too
how good make world still see own work here get between life being under day same another know year while last might great old
since against go came right used take three""".split()

BUSINESS = """invoice order project meeting quarter budget report contract customer delivery schedule review team update account
service payment shipment proposal version release server database network security policy training office manager finance
product market analysis forecast revenue margin vendor supplier purchase approval deadline agenda minutes attached document
figures summary draft feedback question answer request ticket support issue change plan phase estimate planning travel flight
hotel booking conference registration speaker session workshop partner agreement clause signature renewal licence audit
compliance risk control process department colleague employee holiday candidate interview salary benefit insurance warehouse
stock inventory item quantity price discount total tax amount transfer bank statement balance credit debit ledger engineering
design prototype test failure repair maintenance machine factory production quality standard certificate energy material
transport logistics container port customs region country city branch store campaign website subscribe reader newsletter
article story photo video gallery season recipe garden kitchen health fitness sport match league science research study
university professor student lecture paper journal experiment result theory method model sample""".split()

GERMAN = """der die das und nicht mit für auf ist eine wird über können müssen Rechnung Lieferung Angebot Bestellung Kunde Termin
Besprechung Größe Straße Änderung Vertrag bitte danke Grüße freundlichen gerne prüfen später Übersicht Projekt nächste Woche""".split()

FRENCH = """le la les des une est pour dans avec sur être avoir réunion facture livraison société années déjà très après près élevé
où ça commande client contrat délai équipe bientôt merci cordialement voici référence numéro prévu semaine""".split()

SPAM = """winner lottery claim prize million dollars urgent transfer inheritance beneficiary confidential wallet double investment
guaranteed profit pharmacy discount pills cheap replica watches weight loss miracle free offer limited act now click here verify
your account suspended password expire unusual activity confirm identity immediately casino bonus jackpot loan approved debt
refund congratulations selected exclusive deal money earn home income""".split()

FIRST = "Anna Ben Clara David Eva Frank Grace Hugo Ines Jonas Karin Leon Maria Nils Olga Paul Quinn Rosa Sven Tara Uwe Vera".split()
LAST = "Albrecht Baker Costa Dubois Evans Fischer Garcia Huber Ivanov Jensen Klein Lopez Meyer Novak Olsen Patel Rossi Tanaka".split()
SYLLABLES = "ba be bi bo co da de di do fa fi ga go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa".split()
ENDINGS = [".com", ".com", ".net", ".org", ".de", ".co.uk", ".io", ".fr"]
RECIPIENT_DOMAINS = ["acme.example", "globex.example", "initech.example", "stadtwerk.example", "northbank.example"]
# In two halves, so that no scanner takes this file for the test virus.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
