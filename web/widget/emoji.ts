/** A small library of our own; a screen reader knows each sign's name by itself. */
export const emoji: readonly string[] = `
😀 😃 😄 😁 😅 😂 🤣 😊 🙂 🙃 😉 😍 🥰 😘 😋 😜 🤔 🤗 🤭 😏
😌 😴 🤒 😷 🥳 😎 🤓 😕 🙁 😮 😳 🥺 😢 😭 😤 😠 🤯 😱 🙄 👍
👎 👌 ✌️ 🤞 🤙 👋 🙌 👏 🙏 💪 👀 🤝 ✍️ ☝️ 👇 ❤️ 🧡 💛 💚 💙
💜 🖤 🤍 💔 ✨ ⭐ 🔥 🎉 🎁 🎂 🌷 🌻 🌿 ☀️ 🌧️ 🌙 ☕ 🍰 🍕 🍺
🚚 📦 🏠 🛒 💡 🛋️ 🏷️ 💳 🧾 📷 📎 📍 📞 ✉️ ⏰ 📅 ✅ ❌ ❓ ❗
`
  .trim()
  .split(/\s+/)
