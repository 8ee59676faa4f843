using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Databases, and what programs record.</summary>
internal static class DatabaseTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Database);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("sqlite", "SQLite database", "sqlite sqlite3 db db3", "application/vnd.sqlite3 application/x-sqlite3", Mark.Start("'SQLite format 3' 00")),
        Table.Binary("access", "Access database", "mdb mde mda mdw adp ade", "application/vnd.ms-access application/x-msaccess", Mark.Start("00 01 00 00 'Standard Jet DB' 00")),
        Table.Binary("access-2007", "Access database, 2007 and later", "accdb accde accda accdr accdt", "application/vnd.ms-access application/msaccess", Mark.Start("00 01 00 00 'Standard ACE DB' 00")),
        Table.Binary("dbase", "dBase table", "dbf", "application/dbf application/x-dbf application/vnd.dbf",
            Mark.Start("03", IsDbase), Mark.Start("30", IsDbase), Mark.Start("83", IsDbase), Mark.Start("8b", IsDbase), Mark.Start("f5", IsDbase)),
        Table.Binary("keepass", "KeePass password safe", "kdbx kdb", "application/x-keepass2", Mark.Start("03 d9 a2 9a 67 fb 4b b5"), Mark.Start("03 d9 a2 9a 65 fb 4b b5")),
        Table.Binary("notes", "Notes database", "nsf ntf", "application/vnd.lotus-notes", Mark.Start("1a 00 00 04 00 00")),
        Table.Binary("event-log", "Windows event log", "evtx evt", "", Mark.Start("'ElfFile' 00"), Mark.Start("30 00 00 00 'LfLe'")),
        Table.Binary("registry-hive", "Windows registry hive", "dat hiv hive", "", Mark.Start("'regf'", content => content.Little32(20) == 1 && content.Little32(24) is >= 3 and <= 6)),
        Table.Binary("esedb", "Windows ESE database", "edb dit sdb", "application/x-esedb", Mark.At(4, "ef cd ab 89")),
        Table.Binary("minidump", "Windows memory dump", "dmp mdmp hdmp", "application/x-dmp", Mark.Start("'MDMP' 93 a7"), Mark.Start("'PAGEDUMP'"), Mark.Start("'PAGEDU64'")),
        Table.Binary("pcap", "network capture", "pcap cap pcapng dmp", "application/vnd.tcpdump.pcap application/x-pcapng",
            Mark.Start("d4 c3 b2 a1 02 00 04 00"), Mark.Start("a1 b2 c3 d4 00 02 00 04"), Mark.Start("4d 3c b2 a1 02 00 04 00"), Mark.Start("0a 0d 0d 0a ?? ?? ?? ?? 4d 3c 2b 1a"), Mark.Start("0a 0d 0d 0a ?? ?? ?? ?? 1a 2b 3c 4d")),
        Table.Binary("hdf5", "HDF data", "h5 hdf5 hdf he5 nc", "application/x-hdf5 application/x-hdf", Mark.Start("89 'HDF' 0d 0a 1a 0a"), Mark.Start("0e 03 13 01")),
        Table.Binary("netcdf", "NetCDF data", "nc cdf", "application/x-netcdf", Mark.Start("'CDF' 01"), Mark.Start("'CDF' 02"), Mark.Start("'CDF' 05")),
        Table.Binary("parquet", "Parquet table", "parquet", "application/vnd.apache.parquet", Mark.Start("'PAR1'", content => content.Tail.EndsWith("PAR1"u8))),
        Table.Binary("avro", "Avro records", "avro", "application/avro", Mark.Start("'Obj' 01")),
        Table.Binary("arrow", "Arrow table", "arrow feather", "application/vnd.apache.arrow.file", Mark.Start("'ARROW1' 00 00"), Mark.Start("'FEA1'", content => content.Tail.EndsWith("FEA1"u8))),
        Table.Binary("orc", "ORC table", "orc", "", Mark.Start("'ORC'", content => content.Tail.Length > 8 && content.Tail[..^1].EndsWith("ORC"u8))),
        Table.Binary("matlab", "MATLAB variables", "mat", "application/x-matlab-data", Mark.Start("'MATLAB 5.0 MAT-file'"), Mark.Start("'MATLAB 7.3 MAT-file'")),
        Table.Binary("spss", "SPSS data", "sav zsav por", "application/x-spss-sav", Mark.Start("'$FL2@(#)'"), Mark.Start("'$FL3@(#)'")),
        Table.Binary("sas", "SAS data", "sas7bdat", "", Mark.Start("00 00 00 00 00 00 00 00 00 00 00 00 c2 ea 81 60 b3 14 11 cf bd 92 08 00 09 c7 31 8c 18 1f 10 11")),
        Table.Binary("stata", "Stata data", "dta", "application/x-stata-dta", Mark.Start("'<stata_dta><header>'")),
        Table.Binary("r-workspace", "R objects", "rda rdata rds", "", Mark.Start("'RDX2' 0a"), Mark.Start("'RDX3' 0a"), Mark.Start("'RDA2' 0a"), Mark.Start("'RDA3' 0a")),
        Table.Binary("redis", "Redis dump", "rdb", "", Mark.Start("'REDIS00'")),
        Table.Binary("postgresql-dump", "PostgreSQL dump", "dump backup pgdump", "", Mark.Start("'PGDMP' 01")),
        Table.Binary("ms-sql", "SQL Server backup", "bak trn", "", Mark.Start("'TAPE' 00 00", content => content.First(3_584).IndexOf("M\0i\0c\0r\0o\0s\0o\0f\0t\0 \0S\0Q\0L\0"u8) >= 0 || content.Little32(8) is 0)),
        Table.Binary("myisam", "MySQL table", "myi frm", "", Mark.Start("fe fe 07 01"), Mark.Start("fe fe 07 02"), Mark.Start("fe 01 09 09"), Mark.Start("fe 01 0a 09")),
        Table.Text("sql", "SQL statements", "sql ddl", "application/sql text/x-sql", "cidab-/", text => text.HasLines(2, "CREATE TABLE ", "INSERT INTO ", "DROP TABLE ", "ALTER TABLE ", "CREATE DATABASE ", "BEGIN TRANSACTION", "-- MySQL dump", "-- PostgreSQL database dump", "CREATE INDEX ")),
    ];

    /// <summary>A date, a header and a record that have sizes, and field names behind the header.</summary>
    private static bool IsDbase(FileContent content) =>
        content.Length > 68 && content.Octet(2) is >= 1 and <= 12 && content.Octet(3) is >= 1 and <= 31 && content.Little16(8) is >= 65 and < 32_768 && (content.Little16(8) - 1) % 32 is 0 or 8
        && content.Little16(10) is > 1 and < 32_768 && content.Octet(32) is >= (byte)'A' and <= (byte)'z' && content.Octet(43) is (byte)'C' or (byte)'N' or (byte)'D' or (byte)'L' or (byte)'M' or (byte)'F' or (byte)'I' or (byte)'T' or (byte)'Y';
}
