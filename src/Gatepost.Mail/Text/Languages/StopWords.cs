using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gatepost.Mail.Text.Languages;

/// <summary>The small words of the languages that are written in Latin letters, which every sentence is made of.</summary>
internal static class StopWords
{
    private static readonly (string Language, string Words)[] Lists =
    [
        ("en", "the and of to in is you that it for on are with as your this be at have from or we can not by our will if has more all please any was an they but us"),
        ("de", "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über wir ihre ihr ich bitte oder haben"),
        ("fr", "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec vous votre nous cette être vos aux ou mais je si notre d l"),
        ("es", "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya usted nos esta muy nuestro"),
        ("it", "di e il la che in un a per è del una sono non con le si da i dei al della nel più alla lo gli come anche ma o se ci questo tua tuo suo nella delle essere"),
        ("pt", "de a o que e do da em um para é com não uma os no se na por mais as dos como mas ao ele das à seu sua ou você foi são pelo nos está isso muito"),
        ("nl", "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit wordt door naar u uw je we deze heeft kunt over ons wij of"),
        ("sv", "och att det i en som är av på för med den till inte om ett har de vi du kan från eller men så var din ditt dig här oss när vid även ska"),
        ("da", "og i at det er en til af på for med den ikke de der som har et vi kan du din dit dig eller men fra også om hvis så vil ved blev os hvor"),
        ("nb", "og i det er en til av på for med den ikke som har et vi kan du din ditt deg eller men fra også om hvis så vil ved ble oss hvor hva være"),
        ("fi", "ja on ei se että en oli mutta niin kun tai jos myös ovat sen voit sinun mitä tämä kuin ole hän olla me te sekä tässä voi vain jo meidän"),
        ("pl", "i w na z do że się nie o jest to za od po jak ale dla przez są tym czy tego tak przy oraz już lub twoje będzie ten ich jego jej może być"),
        ("cs", "a se v na je že s z do o i to k ve pro za by si po jako ale jsou od které která které nebo být jeho tak není váš jsme při až jen podle"),
        ("sk", "a sa v na je že s z do o i to k vo pre za by si po ako ale sú od ktoré ktorá alebo byť jeho tak nie váš sme pri až len podľa"),
        ("hu", "a az és hogy nem is egy ez van meg de ha csak már el volt mint vagy még ki kell lehet be fel azt minden ön kérjük után nagyon"),
        ("ro", "de și în la a cu pe din nu că este o un se pentru mai care sau fi prin dar dacă sunt au ai vă dumneavoastră ale al lui ce după acest"),
        ("hr", "i je u se na da za su od s ne što kao o koji koja ili iz ali bi do po će sam smo ste biti ima vaš nije može ako"),
        ("tr", "ve bir bu da de için ile çok daha olarak gibi ne var en olan o kadar sonra mi ama veya değil siz sizin lütfen her ya biz bizim olan göre"),
        ("id", "yang dan di dengan untuk dari ini itu dalam pada tidak anda akan ke adalah kami atau juga oleh telah dapat kita ada saya bisa sudah karena lebih silakan"),
        ("vi", "và của là có cho các không được trong với một này người những để từ khi đã bạn đến về như tôi chúng tại sẽ vui lòng hoặc nếu"),
        ("et", "ja on ei et see kui oli ka mis oma aga siis või ning seda teie meie palun kes nii võib selle välja pole veel"),
        ("lv", "un ir no ar uz par ka lai to kas bet tas arī nav jūsu vai pie pēc tika lūdzu kā šo mūsu ja jūs"),
        ("lt", "ir yra į kad su iš tai kaip bet jūsų arba prie po už buvo prašome ar mūsų jei jūs nuo tik apie dėl"),
        ("sl", "in je v se na da za so od s ne kot o ki ali iz pa bi do po sem smo ste biti ima vaš ni lahko če tudi"),
        ("ca", "de la el que i a en els les un per amb del una és no es al dels com més o però seu si us aquest també nostre vostre seva"),
    ];

    public static readonly ImmutableArray<string> Languages = [.. Lists.Select(list => list.Language)];

    /// <summary>A bit for each language that has the word.</summary>
    public static readonly FrozenDictionary<string, int> Bits = Lists
        .SelectMany((list, index) => list.Words.Split(' ').Distinct().Select(word => (Word: word, Bit: 1 << index)))
        .GroupBy(pair => pair.Word, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Aggregate(0, (bits, pair) => bits | pair.Bit), StringComparer.Ordinal);

    public static readonly int LongestWord = Bits.Keys.Max(word => word.Length);
}
