using System.Security.Cryptography;
using Gatepost.Gateway.Receiving.Reloading;

namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>The file of the accounts, for the gateway that reads it and the command that changes it.</summary>
public static class AccountFile
{
    /// <summary>Its name in the data folder, unless the settings say otherwise.</summary>
    public const string Name = "accounts";

    /// <summary>Letters and digits that nobody confuses, so that a password can be typed at a printer.</summary>
    private const string PasswordLetters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>Twenty letters out of 32 are 100 bits.</summary>
    private const int PasswordLength = 20;

    /// <summary>A password that nobody can guess.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString(PasswordLetters, PasswordLength);

    /// <summary>Adds an account, or gives it another password. Null, or what is wrong.</summary>
    public static string? Add(string file, string name, string password)
    {
        if (!AccountList.IsName(name))
            return "an account's name has up to 64 letters, digits and . - _ @ +";
        return Change(file, accounts => accounts.With(name, PasswordHash.Make(password)));
    }

    /// <summary>Removes an account. Null, or what is wrong.</summary>
    public static string? Remove(string file, string name)
    {
        var isThere = true;
        var problem = Change(file, accounts =>
        {
            isThere = accounts.Find(name) is not null;
            return accounts.Without(name);
        });
        return problem ?? (isThere ? null : $"there is no account {name}");
    }

    /// <summary>The names, or what is wrong.</summary>
    public static (IReadOnlyList<string> Names, string? Problem) List(string file)
    {
        var (accounts, problem) = Load(file);
        return (accounts?.Names.ToArray() ?? [], problem);
    }

    /// <summary>No file is no account.</summary>
    internal static Loaded<AccountList> Load(string file)
    {
        try
        {
            return File.Exists(file) ? AccountList.Parse(File.ReadAllText(file), file) : Loaded<AccountList>.Of(AccountList.Empty);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Loaded<AccountList>.Failed($"{file} cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    private static string? Change(string file, Func<AccountList, AccountList> change)
    {
        var (accounts, problem) = Load(file);
        if (accounts is null)
            return problem;
        try
        {
            Replace(file, change(accounts).ToString());
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be written: {e.Message.TrimEnd('.')}";
        }
    }

    /// <summary>A new file beside it, then a rename: the gateway never reads half a file. For the owner alone, and the owner is that of the folder.</summary>
    private static void Replace(string file, string text)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(file)}.{Guid.NewGuid():N}");
        // A new file or none: root must not write into what a link of the gateway's user leads to.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var writer = new StreamWriter(temporary, options))
            writer.Write(text);
        if (Environment.IsPrivilegedProcess)
            FileOwner.Copy(folder, temporary);
        File.Move(temporary, file, overwrite: true);
    }
}
