using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Gatepost.Storage.Migrations.PostgreSql.Quarantine
{
    /// <inheritdoc />
    internal sealed partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "quarantine",
                columns: table => new
                {
                    mail_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recipient = table.Column<int>(type: "integer", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    address_key = table.Column<string>(type: "text", nullable: false),
                    sender = table.Column<string>(type: "text", nullable: false),
                    sender_key = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: true),
                    subject_key = table.Column<string>(type: "text", nullable: true),
                    area = table.Column<string>(type: "text", nullable: false),
                    rule = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    content_key = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    released_as = table.Column<Guid>(type: "uuid", nullable: true),
                    release_note = table.Column<string>(type: "text", nullable: true),
                    claim_node = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_quarantine", x => new { x.mail_id, x.recipient });
                });

            migrationBuilder.CreateTable(
                name: "quarantine_record",
                columns: table => new
                {
                    mail_id = table.Column<Guid>(type: "uuid", nullable: false),
                    record = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_quarantine_record", x => x.mail_id);
                });

            migrationBuilder.CreateIndex(
                name: "quarantine_address",
                table: "quarantine",
                columns: new[] { "address_key", "at" });

            migrationBuilder.CreateIndex(
                name: "quarantine_area",
                table: "quarantine",
                columns: new[] { "area", "at" });

            migrationBuilder.CreateIndex(
                name: "quarantine_at",
                table: "quarantine",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "quarantine_claim",
                table: "quarantine",
                column: "released_as");

            migrationBuilder.CreateIndex(
                name: "quarantine_content",
                table: "quarantine",
                column: "content_key");

            migrationBuilder.CreateIndex(
                name: "quarantine_expiry",
                table: "quarantine",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "quarantine_sender",
                table: "quarantine",
                columns: new[] { "sender_key", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "quarantine");

            migrationBuilder.DropTable(
                name: "quarantine_record");
        }
    }
}
