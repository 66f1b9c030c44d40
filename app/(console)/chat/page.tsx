import { ChatPage } from '#components/chat/chat-page.tsx';

export default function Page() {
  return <ChatPage />;
}
