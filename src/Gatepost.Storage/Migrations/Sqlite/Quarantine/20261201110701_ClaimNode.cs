using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Gatepost.Storage.Migrations.Sqlite.Quarantine
{
    /// <inheritdoc />
    internal sealed partial class ClaimNode : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "claim_node",
                table: "quarantine",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "claim_node",
                table: "quarantine");
        }
    }
}
